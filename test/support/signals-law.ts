import { expect, it } from 'vitest';
import { startComparisonJourney } from './comparison-journey.ts';
import { comparisons, type Dealt, dealer, managers, scenesFor } from './deal-ways.ts';
import { setFaults } from './faults.ts';
import {
  type CommandName,
  commands,
  type Journey,
  type Manager,
  recovers,
  startJourney,
  startLawJourney,
  startUnseenJourney,
  undisturbedRuns,
} from './journey.ts';
import { itHolds, itNotices, type TryCase } from './law.ts';
import { lawRuns } from './law-effort.ts';
import { leave, leavePiped } from './leave-scene.ts';
import type { Scene } from './scenes.ts';
import { waysOutOf } from './ways-out.ts';

/**
 * The law: whatever ends a run on a terminal, at any question and in any wait, it says what goes on, shows the cursor
 * again, gives back the lock, never ends with 0, and the same command goes on and does nothing twice.
 *
 * One journey goes through all scenes of all commands and leaves each in several ways: the next scene, and at the end
 * of the command an undisturbed run, prove that it goes on.
 */
const law = 'signals';

/** With more than one of everything, since the only choice is taken without a question; a long list is searched by typing. */
function muchToChoose(manager: Manager) {
  const version = manager === 'ops-manager' ? '5.0.31' : '7.0.14';
  const clusters = Array.from({ length: 12 }, (_, number) => ({ name: `Billing${number}` }));
  const deployments = ['rs-billing', 'rs-archive'].map((name) => ({ name, version }));
  const content = {
    atlas: { projects: [{ name: 'billing', clusters }, { name: 'reporting' }] },
    manager: { projects: [{ name: 'billing-prod', deployments }, { name: 'billing-staging' }] },
  };
  return { path: 'much-to-choose.json', content };
}

const names = commands.map(([name]) => name);

/** One journey with each manager; they share the scenes and the ways. */
export function signalsLaw(manager: Manager): void {
  itHolds(law, `leaves any question and any wait in order, with ${manager}`, async (tryCase) => {
    const undisturbed = await undisturbedRuns(manager, 'cutover');
    const journey = await startLawJourney(manager, undefined, { scenarioFile: muchToChoose(manager) });
    const deal = dealer(manager);
    try {
      for (const [name, expected] of undisturbed) {
        await leaveEach(tryCase, journey, deal(scenesFor(name, manager)));
        // A start that clears the destination is validated apart from one that does not.
        await tryCase(`${name}, afterwards`, () => recovers(journey, commandOf(name), expected, 1));
      }
    } finally {
      await journey.close();
    }
  });
}

/** Of a journey that has something to compare. */
export function signalsWhileComparing(): void {
  itHolds(law, 'leaves a comparison in order', async (tryCase) => {
    const { cutover } = Object.fromEntries(await undisturbedRuns('cloud-manager', 'cutover', startJourney));
    if (cutover === undefined) throw new Error('there is no undisturbed cutover');
    const journey = await startComparisonJourney();
    try {
      await leaveEach(tryCase, journey, dealer('cloud-manager')(comparisons()));
      await tryCase('cutover, afterwards', () => recovers(journey, commandOf('cutover'), cutover, 1));
    } finally {
      await journey.close();
    }
  });
}

/** All journeys together leave every scene, and try every way out of questions and of waits; a longer run of every kind of them. */
export function signalsLawIsWhole(): void {
  it('leaves every question and every wait, and each in every way', () => {
    const dealt = managers.flatMap((manager) => {
      const deal = dealer(manager);
      return names.flatMap((name) => deal(scenesFor(name, manager)));
    });
    dealt.push(...dealer('cloud-manager')(comparisons()));
    const group = ({ kind }: Scene) => (lawRuns > 1 || kind === 'wait' ? kind : 'question');
    const inWords = ({ scene, ways }: Dealt) => ways.map(({ name }) => `${group(scene)}: ${name}`);
    const tried = new Set(dealt.flatMap(inWords));
    const all = new Set(dealt.flatMap(({ scene }) => inWords({ scene, ways: waysOutOf(scene) })));
    expect([...tried].sort()).toEqual([...all].sort());
    const untried = dealt.map(({ scene }) => scene.name).filter((one) => !isTried(dealt, one));
    expect(untried).toEqual([]);
  });
}

function isTried(dealt: readonly Dealt[], name: string): boolean {
  return dealt.some(({ scene, ways }) => scene.name === name && ways.length > 0);
}

/** Leaves a question with something broken in the program. */
export function signalsNotice(what: string, way: string, env: Readonly<Record<string, string>>): void {
  itNotices(law, what, async (tryCase) => {
    const journey = await startUnseenJourney('cloud-manager');
    const [scene] = scenesFor('link', 'cloud-manager').filter(({ name }) => name === 'manager');
    if (scene === undefined) throw new Error('the manager is not asked for any more');
    const ways = waysOutOf(scene).filter(({ name }) => name === way);
    try {
      await leaveEach(tryCase, journey, [{ scene: { ...scene, env }, ways }]);
    } finally {
      await journey.close();
    }
  });
}

function commandOf(name: CommandName) {
  return commands.find(([other]) => other === name) ?? ([name] as const);
}

async function leaveEach(tryCase: TryCase, journey: Journey, dealt: readonly Dealt[]): Promise<void> {
  for (const { scene, ways, piped } of dealt) {
    await setFaults(journey, scene.faults ?? []);
    for (const way of ways) {
      await tryCase(`${scene.name}, ${way.name}`, () => leave(journey, scene, way));
    }
    if (piped !== undefined) {
      await tryCase(`${scene.name}, ${piped.name} without a terminal`, () => leavePiped(journey, scene, piped));
    }
    await setFaults(journey, []);
  }
}
