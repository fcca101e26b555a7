import type { CutoverTerms } from '../core/cutover/armed-cutover.ts';
import type { Follower } from '../core/following/follower.ts';
import type { GatesWatch } from '../core/gates/gates-seen.ts';
import type { Hooks } from '../core/hooks/hook.ts';
import type { JournalKeeper } from '../engine/journal-keeper.ts';
import type { Services } from '../stages/services.ts';
import type { Values } from '../stages/values.ts';
import type { World } from '../stages/world.ts';
import type { MigrationFiles, RunPorts } from './run-ports.ts';
import { tell } from './tell.ts';
import { verifiedHere } from './verified-here.ts';

/** Puts together what a step may touch. */
export function makeWorld(
  ports: RunPorts,
  files: MigrationFiles,
  journal: JournalKeeper,
  services: Services,
  values: Values,
  names: Readonly<Record<string, string>>,
  { follower, gatesWatch }: { readonly follower: Follower; readonly gatesWatch: GatesWatch },
  hooks: Hooks,
  terms: CutoverTerms,
): World {
  return {
    get atlas() {
      return services.atlas;
    },
    get manager() {
      return services.manager;
    },
    hasManager: services.hasManager,
    values,
    inspector: services.inspector,
    secrets: files.secrets,
    scripts: files.scripts,
    remoteShell: {
      run: async (target, script, secret) => {
        await files.lock.verify();
        await ports.remoteShell.run(target, script, secret);
      },
    },
    follower,
    gatesWatch,
    hooks,
    terms,
    verified: () => verifiedHere(files),
    clock: ports.clock,
    began: ports.clock.now().toISOString(),
    user: ports.user,
    journal: journal.current,
    nameOf: (id) => nameIn(names, id) ?? nameIn(journal.current().names ?? {}, id) ?? id,
    readFile: ports.readFile,
    tell: (message) => tell(ports, 'info', message),
  };
}

/** No id is called by what every object has. */
function nameIn(names: Readonly<Record<string, string>>, id: string): string | undefined {
  return Object.hasOwn(names, id) ? names[id] : undefined;
}
