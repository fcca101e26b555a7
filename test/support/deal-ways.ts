import type { CommandName, Manager } from './journey.ts';
import { lawRuns } from './law-effort.ts';
import { type Scene, scenesOf } from './scenes.ts';
import { waitScenes } from './wait-scenes.ts';
import { type PipedWayOut, pipedWaysOut, type WayOut, waysOutOf } from './ways-out.ts';

/** One journey with each. */
export const managers = ['cloud-manager', 'ops-manager'] as const;

/** The only wait for the deployments: it has a journey of its own, because they are most of what a journey costs. */
function isComparison({ held }: Scene): boolean {
  return held?.[0] === 'start.verify';
}

/** Those of the journeys with this manager. */
export function scenesFor(name: CommandName, manager: Manager): Scene[] {
  return scenesOf(name).filter((scene) => (scene.only ?? manager) === manager && !isComparison(scene));
}

export function comparisons(): Scene[] {
  return scenesOf('cutover').filter(isComparison);
}

const rare: ReadonlySet<Scene['kind']> = new Set(['search', 'secret', 'phrase']);

/** A scene, and how it is left on one journey. */
export interface Dealt {
  readonly scene: Scene;
  readonly ways: readonly WayOut[];
  /** Of a wait: how a run without a terminal is ended there. */
  readonly piped?: PipedWayOut | undefined;
}

/**
 * Deals the ways round within each kind of scene, the other journey beginning in the middle. Scenes that both have are
 * dealt in turns, rare kinds to both, and waits, which take longest, to the first. A longer run tries every way everywhere.
 */
export function dealer(manager: Manager) {
  const share = managers.indexOf(manager);
  const next = new Map<Scene['kind'], number>();
  const common = new Map<Scene['kind'], number>();
  return (scenes: readonly Scene[]): Dealt[] =>
    scenes.map((scene) => {
      const all = waysOutOf(scene);
      const count = lawRuns > 1 ? all.length : countOf(scene, common, share);
      const first = next.get(scene.kind) ?? share * 3;
      next.set(scene.kind, first + count);
      const ways = Array.from({ length: count }, (_, at) => all[(first + at) % all.length]);
      return { scene, ways: ways.filter((way) => way !== undefined), piped: pipedWayOut(scene, share) };
    });
}

/** Of a longer run every second wait, the others being the other journey's. */
function pipedWayOut({ held }: Scene, share: number): PipedWayOut | undefined {
  const at = waitScenes().findIndex((other) => other.held?.[0] === held?.[0]);
  const isIts = lawRuns > 1 ? at % managers.length === share : share === 0;
  return held !== undefined && isIts ? pipedWaysOut[at % pipedWaysOut.length] : undefined;
}

function countOf({ kind, only }: Scene, common: Map<Scene['kind'], number>, share: number): number {
  if (kind === 'wait') return share === 0 ? 1 : 0;
  if (only !== undefined || rare.has(kind)) return 1;
  const turn = common.get(kind) ?? 0;
  common.set(kind, turn + 1);
  return turn % managers.length === share ? 1 : 0;
}
