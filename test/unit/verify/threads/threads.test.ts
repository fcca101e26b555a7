import { expect, it } from 'vitest';
import { threadsFor, worthThreads } from '../../../../src/verify/threads/threads.ts';

const half = worthThreads / 2;

it.each([
  ['as many as are wanted', { level: 'full', parts: [half, half, half], workers: 2 }, 2],
  ['no more than there are parts', { level: 'full', parts: [half, half], workers: 8 }, 2],
  ['none where one worker is wanted', { level: 'full', parts: [half, half], workers: 1 }, 0],
  ['none where there is one part', { level: 'full', parts: [9 * half], workers: 4 }, 0],
  ['none where there is little to compare', { level: 'full', parts: [half, half - 1], workers: 4 }, 0],
  ['none where there is nothing', { level: 'full', parts: [], workers: 4 }, 0],
  ['as many where hashes are compared', { level: 'hashed', parts: [half, half], workers: 2 }, 2],
  ['none where documents are only counted', { level: 'quick', parts: [half, half], workers: 2 }, 0],
  ['none where few are read', { level: 'sample', parts: [half, half], workers: 2 }, 0],
] as const)('threads: %s', (_, planned, count) => {
  expect(threadsFor(planned, worthThreads)).toBe(count);
});
