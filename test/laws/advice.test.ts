import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { start } from '../../src/cli/stage-flags.ts';
import { knownMessages } from '../../src/core/advice.ts';
import { type Fact, known, unknownBecause } from '../../src/core/check.ts';
import type { LeftBehind, WriteBlock } from '../../src/core/results/left-behind.ts';
import { leftBehindWords } from '../../src/stages/start/left-behind-words.ts';
import { itHolds, itNotices, type TryCase } from '../support/law.ts';

/**
 * The law: advice can be followed, says nothing that was not looked at, and never leads to the loss of data that livemig
 * does not know to be its own attempt's.
 */
const law = 'advice';

const src = join(import.meta.dirname, '../../src');
const flag = '--drop-destination';

/** Where it is declared, and where `mayAdviseClearing` stands before it. */
// A refusal has to name what it refuses, and what a person has typed is told again.
const mayNameIt = [
  'stages/inputs/migration.ts',
  'stages/start/left-behind-words.ts',
  'cli/adopt-migration.ts',
  'cli/typed-again.ts',
];

async function namedOnlyThere(tryCase: TryCase, read: (file: string) => string) {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/'));
  for (const file of files.filter((name) => name.endsWith('.ts') && !mayNameIt.includes(name)))
    await tryCase(file, () => expect(read(file)).not.toContain('drop-destination'));
}

const contentOf = (file: string) => readFileSync(join(src, file), 'utf8');

itHolds(law, 'names the flag that clears the destination in one place', (tryCase) =>
  namedOnlyThere(tryCase, contentOf),
);

itNotices(law, 'advice that names it elsewhere', (tryCase) =>
  namedOnlyThere(tryCase, (file) => `${contentOf(file)}${file === 'core/advice.ts' ? flag : ''}`),
);

itHolds(law, 'for messages of a migration names only flags that `livemig start` takes', async (tryCase) => {
  const taken = start.groups.flatMap(({ flags }) => flags).map((one) => one.flag.split(' ')[0] ?? '');
  for (const { pattern, advice } of knownMessages) {
    const named = advice.match(/--[a-z-]+/g) ?? [];
    await tryCase(String(pattern), () => expect(taken).toEqual(expect.arrayContaining(named)));
  }
});

const unknown: Fact<never> = unknownBecause('nobody looked');
const writes: Fact<WriteBlock>[] = [
  known({ state: 'free' }),
  known({ state: 'blocked' }),
  known({ state: 'changing' }),
  unknown,
];
const sizes = [0, 3].map((collections) => known({ databases: 1, collections, documents: collections, bytes: 10 }));

function* aftermaths(): Generator<LeftBehind> {
  for (const status of ['FAILED', 'EXPIRED'] as const)
    for (const cutoverRequested of [true, false])
      for (const sourceWrites of writes)
        for (const destinationContents of [...sizes, unknown])
          for (const foreign of [known([]), known(['crm.people']), unknown])
            for (const destinationBefore of ['empty', 'occupied', 'not-looked-at', undefined] as const)
              yield {
                lookedAt: '2026-11-28T03:15:00.000Z',
                ...{ status, cutoverRequested, sourceWrites, destinationContents, foreign, destinationBefore },
                ...{ sourceBalancer: unknown, destinationBalancer: unknown, destinationWrites: unknown },
                uniqueIndexes: unknown,
              };
}

type WordsOf = (left: LeftBehind) => string;

const wordsOf: WordsOf = (left) => Object.values(leftBehindWords(left, 'Billing0')).join('\n');

async function afterAny(tryCase: TryCase, holds: (left: LeftBehind) => void) {
  for (const left of aftermaths()) await tryCase(JSON.stringify(left), () => holds(left));
}

const isOwnAttempt = ({
  destinationBefore,
  cutoverRequested,
  sourceWrites,
  foreign,
  destinationContents,
}: LeftBehind) =>
  destinationBefore === 'empty' &&
  !cutoverRequested &&
  (!sourceWrites.known || sourceWrites.value.state === 'free') &&
  foreign.known &&
  foreign.value.length === 0 &&
  !(destinationContents.known && destinationContents.value.collections === 0);

const clearsOnlyItsOwn = (words: WordsOf) => (left: LeftBehind) =>
  expect(words(left).includes(flag)).toBe(isOwnAttempt(left));

itHolds(law, 'after a migration leads to clearing only what came from its own attempt', (tryCase) =>
  afterAny(tryCase, clearsOnlyItsOwn(wordsOf)),
);

itNotices(law, 'a destination that counts as empty because nobody looked', (tryCase) =>
  afterAny(
    tryCase,
    clearsOnlyItsOwn((left) => wordsOf({ ...left, destinationBefore: left.destinationBefore ?? 'empty' })),
  ),
);

const saysWhatWasSeen = (words: WordsOf) => (left: LeftBehind) => {
  const text = words(left);
  const { sourceWrites, destinationContents, cutoverRequested } = left;
  expect(/source: (writes are|a write block is)/.test(text)).toBe(sourceWrites.known);
  expect(text.includes('source: whether writes are blocked was not looked at')).toBe(!sourceWrites.known);
  expect(text.includes('Billing0: what is there was not looked at')).toBe(!destinationContents.known);
  const isFree = sourceWrites.known && sourceWrites.value.state === 'free';
  expect(text.includes('\n    db.adminCommand({setUserWriteBlockMode: 1, global: false})\n')).toBe(!isFree);
  expect([text.includes('--create-again'), text.includes('--dir NEW')]).toEqual([!cutoverRequested, cutoverRequested]);
};

itHolds(law, 'after a migration says what was seen, and what was not', (tryCase) =>
  afterAny(tryCase, saysWhatWasSeen(wordsOf)),
);

itNotices(law, 'writes that count as free because nobody looked', (tryCase) =>
  afterAny(
    tryCase,
    saysWhatWasSeen((left) =>
      wordsOf(left.sourceWrites.known ? left : { ...left, sourceWrites: known({ state: 'free' }) }),
    ),
  ),
);
