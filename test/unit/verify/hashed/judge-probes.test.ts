import { expect, it } from 'vitest';
import type { Probe } from '../../../../src/core/verification/hashed-side.ts';
import { judgeProbes } from '../../../../src/verify/hashed/judge-probes.ts';

const probed = (hashes: Readonly<Record<string, readonly [bigint, bigint]>>): Probe => ({
  hashes: new Map(Object.entries(hashes)),
});
const good = probed({ 'double 2.3': [1n, 16n], 'double 2.9': [2n, 16n] });

it('takes two servers that hash everything alike, and no two values alike', () => {
  expect(judgeProbes(good, good)).toBeUndefined();
});

const rows: [string, Probe, Probe, string][] = [
  ['a source that refuses', { refused: 'no' }, good, 'the source does not compute hashes: no'],
  ['a destination that refuses', good, { refused: 'no' }, 'the destination does not compute hashes: no'],
  ['no values at all', probed({}), probed({}), 'neither side has computed a hash'],
  [
    'a value that one side lacks',
    good,
    probed({ 'double 2.3': [1n, 16n] }),
    'the destination has not hashed double 2.9',
  ],
  [
    'another hash',
    good,
    probed({ 'double 2.3': [1n, 16n], 'double 2.9': [3n, 16n] }),
    'the two sides hash double 2.9 differently',
  ],
  [
    'another size',
    good,
    probed({ 'double 2.3': [1n, 17n], 'double 2.9': [2n, 16n] }),
    'the two sides hash double 2.3 differently',
  ],
];

it.each(rows)('refuses %s', (_, source, destination, reason) => {
  expect(judgeProbes(source, destination)).toBe(reason);
});

it('refuses servers that take 2.3 for 2.9', () => {
  const squashing = probed({ 'double 2.3': [1n, 16n], 'double 2.9': [1n, 16n] });
  expect(judgeProbes(squashing, squashing)).toBe('the servers hash double 2.3 and double 2.9 alike');
});
