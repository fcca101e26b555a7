import { expect, it } from 'vitest';
import { setBack } from '../../../src/verify/take-up.ts';
import { proved } from '../../support/verify-entries.ts';

it.each<[string, Parameters<typeof setBack>[2], string | undefined]>([
  ['stands where it stood', { source: 'rs 5.2', destination: 'atlas 9.1' }, undefined],
  ['has gone on', { source: 'rs 5.10', destination: 'atlas 10.0' }, undefined],
  ['stands earlier on the source', { source: 'rs 5.1', destination: 'atlas 9.1' }, 'the source'],
  ['stands earlier on the destination', { source: 'rs 5.2', destination: 'atlas 8.7' }, 'the destination'],
  ['cannot be told', { source: undefined, destination: undefined }, undefined],
  ['is of a set by another name', { source: 'other 1.1', destination: undefined }, undefined],
])('the newest write of user data that %s', (_, positions, why) => {
  const time = { seconds: 100, increment: 1 };
  const proof = { ...proved(0), positions: { source: 'rs 5.2', destination: 'atlas 9.1' } };
  const told = setBack({ followed: undefined, proved: proof }, { source: time, destination: time }, positions);
  expect(told).toBe(why);
});
