import { describe, expect, it } from 'vitest';
import { tierMemoryGB, tierNumber } from '../../../src/checks/atlas-tiers.ts';
import { knownSeries, matrix, seriesOf } from '../../../src/checks/matrix.ts';
import { isOlder } from '../../../src/core/version.ts';

it.each([
  ['7.0.9', '7.0.18', true],
  ['7.0.18', '7.0.9', false],
  ['7.0.18', '7.0.18', false],
  ['6.3.0', '7.0.0', true],
  ['10.0.0', '9.0.9', false],
  ['7.0', '7.0.1', true],
  ['3.2.22', '3.4', true],
])('%s is older than %s: %s', (version, than, older) => {
  expect(isOlder(version, than)).toBe(older);
});

describe('the matrix', () => {
  it.each(Object.entries(matrix.series))('%s goes to what it has, and never down', (name, { patch, to }) => {
    expect(seriesOf(patch)).toBe(name);
    for (const one of to) expect([knownSeries(one) === undefined, isOlder(one, name)]).toEqual([false, false]);
  });

  it.each(['toString', '9.0', ''])('knows nothing of %j', (version) => {
    expect(knownSeries(version)).toBeUndefined();
  });
});

it.each([
  ['M40', 40, 16],
  ['R50', 50, 32],
  ['M80_NVME', 80, 128],
  ['M60_GEN_2', 60, 64],
  ['M5', undefined, undefined],
  ['M400', 400, undefined],
  ['FLEX', undefined, undefined],
])('tier %s', (tier, number, memory) => {
  expect([tierNumber(tier), tierMemoryGB(tier)]).toEqual([number, memory]);
});
