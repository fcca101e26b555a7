import { expect, it } from 'vitest';
import { known, unknownBecause } from '../../../src/core/check.ts';
import type { LeftBehind } from '../../../src/core/results/left-behind.ts';
import { leftBehindWords } from '../../../src/stages/start/left-behind-words.ts';

const committing: LeftBehind = {
  lookedAt: '2026-11-28T03:15:00.000Z',
  status: 'FAILED',
  cutoverRequested: true,
  sourceWrites: known({ state: 'blocked' }),
  sourceBalancer: known('stopped'),
  destinationWrites: known({ state: 'free' }),
  destinationBalancer: known('running'),
  destinationContents: known({ databases: 4, collections: 27, documents: 412_118_204, bytes: 712 * 1024 ** 3 }),
  uniqueIndexes: known({ total: 214, notYet: ['shop.orders number_1', 'shop.people email_1', 'crm.leads phone_1'] }),
  foreign: known([]),
  destinationBefore: 'empty',
};

const wordsOf = (different: Partial<LeftBehind> = {}) => {
  const { behind, advice } = leftBehindWords({ ...committing, ...different }, 'Billing0');
  return `${behind}\n${advice}`;
};

it('a failed commit is told in order: what stands where, how to go back, how to try again', () => {
  expect(wordsOf().split('\n')).toEqual([
    'Left behind (looked at 2026-11-28T03:15:00.000Z):',
    '  - source: writes are BLOCKED',
    '  - source: the balancer is stopped',
    '  - Billing0: 712 GiB, about 412,118,204 documents in 27 collections of 4 databases',
    '  - Billing0: 3 of 214 unique indexes not unique yet: shop.orders number_1, shop.people email_1, crm.leads phone_1',
    '  - Billing0: the balancer is running',
    '1. Read the reason on the card of Billing0 in Atlas.',
    '2. To go back now: let nobody write to Billing0, and unblock the writes of the source, as a user with the privilege setUserWriteBlockMode (the role hostManager has it):',
    '    db.adminCommand({setUserWriteBlockMode: 1, global: false})',
    'Then let the applications write to the source again. Writes that have reached Billing0 since the cutover was requested, if any, are not on the source.',
    '3. If the balancer of the source ran before, start it again: sh.startBalancer()',
    '4. To try again: in a new directory, because this one has requested a cutover: `livemig --dir NEW`. Before that, decide what becomes of the data on Billing0.',
    '5. If it is not to be tried again: `livemig cleanup --dry-run` shows what else it has left.',
  ]);
});

it('a sandbox has no card: it tells the reason itself', () => {
  const { advice } = leftBehindWords(committing, 'Billing0', 'http://127.0.0.1:1/_sandbox/state');
  expect(advice.split('\n')[0]).toBe(
    '1. Read the reason where the sandbox runs, or at http://127.0.0.1:1/_sandbox/state (`failure`).',
  );
});

it('what was not looked at for one reason is told of once', () => {
  const unset = unknownBecause<never>('LIVEMIG_SOURCE_URI is not set');
  const there = unknownBecause<never>('LIVEMIG_DESTINATION_URI is not set');
  const words = wordsOf({
    sourceWrites: unset,
    sourceBalancer: unset,
    destinationWrites: there,
    destinationBalancer: there,
    destinationContents: there,
    uniqueIndexes: there,
  });
  expect(words.split('\n').slice(1, 3)).toEqual([
    '  - source: whether writes are blocked was not looked at (LIVEMIG_SOURCE_URI is not set); they may be, because a cutover was requested',
    '  - Billing0: what is there was not looked at (LIVEMIG_DESTINATION_URI is not set)',
  ]);
  expect(words).toContain('if the source answers "User writes blocked", unblock its writes');
});

it.each<[string, Partial<LeftBehind>, string]>([
  [
    'the reason that the server gives for the block',
    { sourceWrites: known({ state: 'blocked', reason: 'ClusterToClusterMigrationInProgress' }) },
    '\n    db.adminCommand({setUserWriteBlockMode: 1, global: false, reason: "ClusterToClusterMigrationInProgress"})\n',
  ],
  [
    'a block that is not the migration’s',
    { sourceWrites: known({ state: 'blocked', reason: 'DiskUseThresholdExceeded' }) },
    'make room on the disks of the source',
  ],
  ['a block on the destination', { destinationWrites: known({ state: 'blocked' }) }, 'ask Atlas support'],
  ['a balancer of the destination', { destinationBalancer: known('stopped') }, 'start the balancer of Billing0 again'],
  ['what is unique already', { uniqueIndexes: known({ total: 1, notYet: [] }) }, 'is unique there (1 index)'],
])('tells of %s', (_, different, words) => {
  expect(wordsOf(different)).toContain(words);
});
