import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { LivemigError } from '../../src/core/errors.ts';
import type { RequestHook } from '../../src/sandbox/http/request-log.ts';
import {
  type Command,
  type CommandName,
  commands,
  type Journey,
  type Manager,
  recovers,
  startLawJourney,
  stepsIn,
  undisturbedRuns,
} from './journey.ts';
import { itHolds, itNotices, type TryCase } from './law.ts';
import { stride } from './law-effort.ts';
import type { CommandRun, PortsOptions } from './test-ports.ts';

/**
 * The law: whenever a run is interrupted it stops in order. A read is given up, a write on its way is finished and
 * recorded, and so nothing at all is done again.
 *
 * Each command is interrupted when its first request arrives, the next time at its second, and so on until it comes to
 * its end; in this process, with the signal that `main.ts` makes of the process's signals.
 */
const law = 'signals';

export const reasons = [
  { exitCode: 130, kind: 'interrupted', code: 'INTERRUPTED' },
  { exitCode: 143, kind: 'terminated', code: 'TERMINATED' },
] as const;
type Reason = (typeof reasons)[number];

export function interruptionLaw(manager: Manager, last: CommandName): void {
  itHolds(law, `stops at any request and goes on, with ${manager}`, (tryCase) => interruptEach(tryCase, manager, last));
}

export function interruptionNotices(what: string, broken: Partial<PortsOptions>): void {
  itNotices(law, what, (tryCase) => interruptEach(tryCase, 'cloud-manager', 'link', broken));
}

async function interruptEach(
  tryCase: TryCase,
  manager: Manager,
  last: CommandName,
  broken: Partial<PortsOptions> = {},
) {
  const undisturbed = await undisturbedRuns(manager, last);
  const interrupter = createInterrupter();
  const journey = await startLawJourney(manager, undefined, { onRequest: interrupter.onRequest });
  const attempt = (command: Command, moment: number, reason: Reason) =>
    journey.run(command, { ...broken, signal: interrupter.arm(moment, reason) });
  try {
    for (const [name, expected] of undisturbed) {
      const command = commands.find(([other]) => other === name) ?? [name];
      await interruptUntilDone(tryCase, journey, command, attempt);
      interrupter.disarm();
      await tryCase(`${name}, afterwards`, () => recovers(journey, command, expected, 0));
    }
  } finally {
    await journey.close();
  }
}

type Attempt = (command: Command, moment: number, reason: Reason) => Promise<CommandRun>;

async function interruptUntilDone(tryCase: TryCase, journey: Journey, command: Command, attempt: Attempt) {
  for (let moment = 1; ; moment += stride(2)) {
    const reason = reasons[(moment >> 1) % 2 === 0 ? 0 : 1];
    const { result } = await attempt(command, moment, reason);
    if (result.exitCode === 0) return;
    const holds = await tryCase(`${command[0]}, at request ${moment}`, () => stopped(result, journey, command, reason));
    if (!holds) return;
  }
}

function stopped(result: CommandRun['result'], { directory }: Journey, [name]: Command, reason: Reason): void {
  const { exitCode, kind } = reason;
  expect(result).toMatchObject({ exitCode, status: 'interrupted', error: { kind } });
  expect(result.next[0]?.command).toMatch(new RegExp(`^livemig ${name}\\b`));
  expect(existsSync(join(directory, 'lock'))).toBe(false);
  const begun = Object.entries(stepsIn(directory)).filter(([, state]) => state === 'started');
  expect(begun).toEqual([]);
}

/** Aborts the signal that was given last when its n-th request arrives. */
export function createInterrupter() {
  let left = 0;
  let controller = new AbortController();
  let reason: Reason = reasons[0];
  const onRequest: RequestHook = (_, phase) => {
    if (phase === 'before') left -= 1;
    if (phase === 'before' && left === 0) controller.abort(errorOf(reason));
    return undefined;
  };
  return {
    onRequest,
    arm: (moment: number, why: Reason): AbortSignal => {
      controller = new AbortController();
      [left, reason] = [moment, why];
      return controller.signal;
    },
    disarm: (): void => {
      left = 0;
    },
  };
}

function errorOf({ kind, code }: Reason): LivemigError {
  return new LivemigError({ kind, code, message: 'Stopped.', fix: 'Run the same command again.' });
}
