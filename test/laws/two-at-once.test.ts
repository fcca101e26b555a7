import { existsSync, readFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { z } from 'zod';
import { parseAudit } from '../../src/core/audit.ts';
import { ResultEvent } from '../../src/core/events.ts';
import { commands, endsAs, type Journey, startLawJourney, undisturbedRuns } from '../support/journey.ts';
import { itHolds, itNotices, type TryCase } from '../support/law.ts';
import { lawRuns, stride } from '../support/law-effort.ts';
import { startAppenders } from '../support/line-appenders.ts';
import { startLivemig } from '../support/livemig-process.ts';
import { startTakers, type Takers, type Try } from '../support/lock-takers.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/**
 * The law: of any two commands that are started together on one directory, one works and the other says who does; after
 * the owner of the lock was killed, the next one goes on.
 */
const law = 'two at once';

describe('takers of one lock', () => {
  itHolds(law, 'are refused while its owner lives, and one of them follows when it is killed', (tryCase) =>
    ownersKilled(tryCase, 20 * lawRuns),
  );

  itNotices(law, 'a lock of a dead owner that is replaced without a claim to it', (tryCase) =>
    // It ends with the first round that notices; on a busy machine that can be a late one.
    ownersKilled(tryCase, 100, 'no-claim'),
  );
});

async function ownersKilled(tryCase: TryCase, rounds: number, mutation?: string): Promise<void> {
  const takers = startTakers(3, join(await temporaryDirectory(), 'state'), mutation);
  try {
    let owner = 0;
    for (let round = 1; round <= rounds; round += 1) {
      await takers.kill(owner);
      const tries = await takers.takeAll();
      owner = tries.find(({ taken }) => taken)?.pid ?? 0;
      if (!(await tryCase(`owner ${round}`, () => oneHolds(owner, tries, takers)))) return;
    }
  } finally {
    takers.close();
  }
}

async function oneHolds(owner: number, tries: readonly Try[], takers: Takers): Promise<void> {
  expect(tries.filter(({ taken }) => taken)).toHaveLength(1);
  for (const refused of [...tries.filter(({ taken }) => !taken), ...(await takers.takeAll())]) {
    const message = expect.stringContaining(`process ${owner} on ${hostname()}, user taker, since `);
    expect(refused).toMatchObject({ taken: false, code: 'LOCKED', message });
  }
}

describe('runs that append to one audit', () => {
  itHolds(law, 'leave a chain that is whole, with all lines of all', (tryCase) => auditShared(tryCase, 200));

  itHolds(law, 'are not held up by one that is killed', async (tryCase) => {
    const directory = join(await temporaryDirectory(), 'state');
    const appenders = startAppenders(3, directory);
    try {
      for (let round = 1; round <= 5 * lawRuns; round += 1) {
        const before = linesIn(directory);
        const appending = appenders.append(20);
        await expect.poll(() => linesIn(directory)).toBeGreaterThanOrEqual(before + 5);
        await appenders.killOne();
        await tryCase(`killed ${round}`, async () => {
          await appending;
          await isWhole(directory);
        });
      }
    } finally {
      appenders.close();
    }
  });

  itNotices(law, 'runs that append whoever else does', (tryCase) => auditShared(tryCase, 200, 'no-lock'));
});

async function auditShared(tryCase: TryCase, lines: number, mutation?: string): Promise<void> {
  const directory = join(await temporaryDirectory(), 'state');
  const appenders = startAppenders(2, directory, mutation);
  try {
    await appenders.append(lines);
    await tryCase(`${lines} lines each`, async () => {
      await isWhole(directory);
      expect(linesIn(directory)).toBe(2 * lines);
    });
  } finally {
    appenders.close();
  }
}

function linesIn(directory: string): number {
  const file = join(directory, 'events.ndjson');
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0;
}

/** Half a line stays of one that was killed; what follows it is chained to that. */
async function isWhole(directory: string): Promise<void> {
  const recorded = parseAudit(readFileSync(join(directory, 'events.ndjson')));
  expect(recorded.filter(({ chain }) => chain === 'broken')).toEqual([]);
}

/** Beside each command of the migration, when its time has come, one of these is started. */
const others: readonly (readonly string[])[] = [...commands, ['status']];

describe('two commands on one directory', () => {
  itHolds(law, 'work one after the other, or one says who works', async (tryCase) => {
    const undisturbed = await undisturbedRuns('cloud-manager', 'cutover');
    let [met, refused] = [0, 0];
    for (let shift = 0; shift < others.length; shift += stride(9)) {
      const journey = await startLawJourney('cloud-manager');
      try {
        for (const [index, command] of commands.entries()) {
          const other = others[(index + shift) % others.length] ?? command;
          await tryCase(`${command[0]} and ${other[0]}`, async () => {
            met += 1;
            refused += await startTogether(journey, command, other);
            expect((await journey.run(command)).result.error).toBeNull();
            const expected = undisturbed.get(command[0]);
            if (expected !== undefined) endsAs(expected, journey, 0);
          });
        }
      } finally {
        await journey.close();
      }
    }
    await tryCase('many have met', () => expect(refused).toBeGreaterThan(met / 4));
  });
});

/** Gives 1 if one of them was refused, and 0 if they ran one after the other. */
async function startTogether(journey: Journey, ...pair: readonly (readonly string[])[]): Promise<number> {
  const running = pair.map((command) => startLivemig(journey.withFlags(command), journey.env, journey.place));
  const ended = await Promise.all(running.map(({ ended }) => ended));
  const runs = running.map(({ child, events }, index) => {
    const [name] = pair[index] ?? [];
    return { name, pid: child.pid, exitCode: ended[index]?.exitCode, error: ResultEvent.parse(events.at(-1)).error };
  });
  for (const { name, exitCode } of runs) {
    expect([name, exitCode]).not.toEqual([name, 70]);
    if (name === 'status') expect(exitCode).toBe(0);
  }
  neverInTurns(
    journey.directory,
    runs.map(({ pid }) => pid),
  );
  const [refused, ...more] = runs.filter(({ exitCode }) => exitCode === 7);
  if (refused === undefined) return 0;
  const owner = runs.find((run) => run !== refused);
  const who = `process ${owner?.pid} on ${hostname()}, user ${userInfo().username}, since `;
  expect([more, refused.error?.code]).toEqual([[], 'LOCKED']);
  expect(refused.error?.message).toMatch(new RegExp(`${who}\\S+: ${owner?.name}\\)`));
  return 1;
}

const Audited = z.object({ pid: z.int() });

/** What one has recorded stands before or after what the other has: they have not worked at the same time. */
function neverInTurns(directory: string, pids: readonly unknown[]): void {
  const path = join(directory, 'events.ndjson');
  const lines = existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : [];
  const writers = lines.map((line) => Audited.parse(JSON.parse(line)).pid).filter((pid) => pids.includes(pid));
  expect(writers.filter((pid, index) => pid !== writers[index - 1]).length).toBeLessThanOrEqual(new Set(writers).size);
}
