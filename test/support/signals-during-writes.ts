import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { RequestHook } from '../../src/sandbox/http/request-log.ts';
import {
  type Command,
  commands,
  type Journey,
  recovers,
  startLawJourney,
  stepsIn,
  undisturbedRuns,
} from './journey.ts';
import { itHolds } from './law.ts';
import { planQuestion } from './scenes.ts';
import { startTerminalSession, type TerminalSession } from './terminal-session.ts';

/**
 * The law: a signal waits for the answer to a write that is on its way, says so, and the answer is recorded; a second
 * one leaves at once, and then the write is what it is after a kill: made again, or a person's to find out.
 */
const law = 'signals';

const ways = [
  { name: 'Ctrl-C', exitCode: 130, take: (session: TerminalSession) => session.press('ctrl-c') },
  { name: 'SIGTERM', exitCode: 143, take: (session: TerminalSession) => session.signal('SIGTERM') },
  { name: 'SIGHUP', exitCode: 143, take: (session: TerminalSession) => session.signal('SIGHUP') },
] as const;
type Way = (typeof ways)[number];

const waiting = 'stopping as soon as this is answered';

export function signalsDuringWrites(): void {
  itHolds(law, 'records the answer to a write on its way, unless it is told twice to leave', async (tryCase) => {
    const undisturbed = await undisturbedRuns('cloud-manager', 'start');
    const link = expectedOf('link', undisturbed);
    for (const way of ways) {
      await withHeldAnswer('linkTokens', async (held) => {
        await tryCase(`link, ${way.name} during its write`, async () => {
          await leaveOnce(held, way);
          await recovers(held.journey, ['link'], link, 0);
        });
      });
    }
    await withHeldAnswer('linkTokens', async (held) => {
      await tryCase('link, Ctrl-C twice during its write', async () => {
        await leaveAtOnce(held, ['link'], 'link.create-token');
        await recovers(held.journey, ['link'], link, 1);
      });
    });
    await withHeldAnswer('liveMigrations', async (held) => {
      for (const command of commands.slice(0, 2)) await held.journey.run(command);
      await tryCase('start, Ctrl-C twice during the creation of the migration', async () => {
        await leaveAtOnce(held, ['start'], 'start.create-migration');
        await recovers(held.journey, ['start'], expectedOf('start', undisturbed), 1);
      });
    });
  });
}

type Undisturbed = Awaited<ReturnType<typeof undisturbedRuns>>;

function expectedOf(name: 'link' | 'start', undisturbed: Undisturbed) {
  const expected = undisturbed.get(name);
  if (expected === undefined) throw new Error(`there is no undisturbed ${name}`);
  return expected;
}

interface Held {
  readonly journey: Journey;
  /** Fulfilled when the write has been carried out, and its answer is held back. */
  readonly carriedOut: Promise<void>;
  release(): void;
}

/** Holds back the answer to the first POST to a path that ends so. */
async function withHeldAnswer(end: string, use: (held: Held) => Promise<void>): Promise<void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let tell = () => {};
  const carriedOut = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const onRequest: RequestHook = async ({ method, path }, phase) => {
    if (phase === 'before' || method !== 'POST' || !path.endsWith(`/${end}`)) return undefined;
    tell();
    await released;
    return undefined;
  };
  const journey = await startLawJourney('cloud-manager', undefined, { onRequest });
  try {
    await use({ journey, carriedOut, release });
  } finally {
    release();
    await journey.close();
  }
}

async function leaveOnce({ journey, carriedOut, release }: Held, way: Way): Promise<void> {
  const session = open(journey, ['link']);
  try {
    await approve(session);
    await carriedOut;
    way.take(session);
    await session.waitFor(waiting);
    release();
    expect(await session.waitForEnd()).toEqual({ exitCode: way.exitCode, signal: null });
    expect(session.isCursorHidden()).toBe(false);
    expect(stepsIn(journey.directory)).toEqual({ 'link.create-token': 'done' });
    expect(existsSync(join(journey.directory, 'lock'))).toBe(false);
  } finally {
    await session.close();
  }
}

async function leaveAtOnce({ journey, carriedOut, release }: Held, command: Command, step: string): Promise<void> {
  const session = open(journey, command);
  try {
    await approve(session);
    await carriedOut;
    session.press('ctrl-c');
    await session.waitFor(waiting);
    session.press('ctrl-c');
    expect(await session.waitForEnd()).toEqual({ exitCode: 130, signal: null });
    expect(session.isCursorHidden()).toBe(false);
    expect(stepsIn(journey.directory)).toMatchObject({ [step]: 'started' });
  } finally {
    await session.close();
    release();
  }
}

async function approve(session: TerminalSession): Promise<void> {
  await session.waitFor(planQuestion);
  session.press('enter');
}

function open({ env, place, directory }: Journey, command: Command): TerminalSession {
  return startTerminalSession([...command, '--dir', directory], { directory: place, env, columns: 200 });
}
