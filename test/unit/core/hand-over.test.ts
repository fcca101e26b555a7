import { expect, it } from 'vitest';
import { known, unknownBecause } from '../../../src/core/check.ts';
import { type HandOver, handOverLines } from '../../../src/core/results/hand-over.ts';

const address = 'mongodb+srv://billing0.example.net';
const unseen = unknownBecause<never>('LIVEMIG_SOURCE_URI is not set.');

it.each<[string, HandOver, readonly [string, string]]>([
  [
    'all of it was seen',
    {
      address: known(address),
      stillOnSource: known([
        { application: 'orders-api', connections: 12 },
        { application: 'cron', connections: 1 },
      ]),
    },
    [`connect to: ${address}`, 'still on the source: orders-api (12 connections), cron (1 connection)'],
  ],
  [
    'nobody is connected',
    { address: known(address), stillOnSource: known([]) },
    [`connect to: ${address}`, 'still on the source: nobody on the server that was asked'],
  ],
  [
    'nobody could look',
    { address: unknownBecause('Atlas tells none'), stillOnSource: unseen },
    [
      'connect to: not looked at, because Atlas tells none',
      'still on the source: not looked at, because LIVEMIG_SOURCE_URI is not set',
    ],
  ],
])('where %s, the applications are told so, and what is left to do', (_, handOver, expected) => {
  const lines = handOverLines(handOver);
  expect(lines.slice(0, 2)).toEqual(expected);
  expect(lines[2]).toMatch(/livemig plan-users.*backups and alerts.*livemig cleanup/);
});
