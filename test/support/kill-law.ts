import { describe, expect } from 'vitest';
import { createRandom } from '../../src/sandbox/model/random.ts';
import { type CommandName, type Disturb, type Manager, tryJourney, undisturbedRuns } from './journey.ts';
import { itHolds, itNotices } from './law.ts';
import { lawRuns, lawSeed } from './law-effort.ts';
import { startLivemig } from './livemig-process.ts';

/**
 * The law: whenever livemig is killed, the same command goes on to the same end, and nothing is done twice.
 *
 * A real process is killed with SIGKILL (`kill-at.js` says at which moments). On one journey through all commands, each
 * is killed at its first moment, on the next at its second, and so on until every command gets to its end.
 */
const law = 'kill -9';

/** @param each of so many moments one is tried, beginning with the first */
export function killLaw(manager: Manager, last: CommandName, each: number): void {
  describe(`killed at any moment, with ${manager}`, () => {
    itHolds(law, `goes on to the same end and does nothing twice (one moment in ${each})`, async (tryCase) => {
      const undisturbed = await undisturbedRuns(manager, last);
      let open = new Set(undisturbed.keys());
      for (let moment = 1; open.size > 0; moment += each) {
        const trial = { manager, undisturbed, open, when: `moment ${moment}`, disturb: killedAt(() => String(moment)) };
        open = await tryJourney(tryCase, trial);
      }
    });
  });
}

/** Kills each command several times in a row, at moments that come by chance. */
export function killStorm(manager: Manager, journeys: number): void {
  itHolds(law, `goes on after several kills in a row, with ${manager} (seed ${lawSeed})`, async (tryCase) => {
    const undisturbed = await undisturbedRuns(manager, 'cutover');
    const open = new Set(undisturbed.keys());
    const random = createRandom(lawSeed);
    for (let journey = 1; journey <= journeys * lawRuns; journey += 1) {
      const disturb = killedAt(() => String(1 + random.below(25)), lawRuns > 1 ? 4 : 2);
      await tryJourney(tryCase, { manager, undisturbed, open, when: `journey ${journey}`, disturb });
    }
  });
}

/** Kills one command at the moment that is named, with something broken in the process that is killed. */
export function killNotices(what: string, name: CommandName, moment: string, broken: Record<string, string>): void {
  itNotices(law, what, async (tryCase) => {
    const undisturbed = await undisturbedRuns('cloud-manager', name);
    const open = new Set([name]);
    const disturb = killedAt(() => moment, 1, broken);
    const trial = { manager: 'cloud-manager', undisturbed, open, when: moment, disturb } as const;
    expect(await tryJourney(tryCase, trial)).toEqual(open);
  });
}

/** Kills it as often as this, unless it comes to its end or asks a person before. */
function killedAt(moment: () => string, atMost = 1, broken: Record<string, string> = {}): Disturb {
  return async ({ withFlags, env, place }, command) => {
    const preload = `--import=${new URL('kill-at.js', import.meta.url)}`;
    for (let times = 0; times < atMost; times += 1) {
      const disturbed = { ...env, NODE_OPTIONS: preload, KILL_AT: moment(), ...broken };
      const { ended, events } = startLivemig(withFlags(command), disturbed, place);
      const { exitCode, signal, stderr } = await ended;
      if (signal !== 'SIGKILL' && exitCode !== 0 && (times === 0 || exitCode !== 5)) {
        throw new Error(`${command[0]} ended with ${exitCode}: ${JSON.stringify(events.at(-1))} ${stderr}`);
      }
      if (signal !== 'SIGKILL') return times;
    }
    return atMost;
  };
}
