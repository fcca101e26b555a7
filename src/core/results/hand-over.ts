import { z } from 'zod';
import { firstNames } from '../first-names.ts';
import { amount } from '../plain-units.ts';
import { withoutStop } from '../without-stop.ts';
import { factOf } from './left-behind.ts';

const Connected = z.object({
  /** As it names itself, or by the user that it has logged in as. */
  application: z.string(),
  connections: z.number(),
});
export type Connected = z.infer<typeof Connected>;

/** What people need once a migration is COMPLETE, to hand the destination over to the applications. Holds no secret. */
export const HandOver = z.object({
  address: factOf(z.string()).describe('the connection string of the destination, without user and password'),
  stillOnSource: factOf(z.array(Connected).readonly()).describe(
    'who is connected to the server of the source that was asked, livemig and the servers themselves left out',
  ),
});
export type HandOver = z.infer<typeof HandOver>;

/** What is left to do then, in the order in which it is. */
const afterwards = [
  'users and roles, as `livemig plan-users` plans them',
  'backups and alerts of the destination, in Atlas',
  'the evidence, by `livemig report`',
  'once nobody wants to go back, `livemig cleanup`',
];

/** For people. */
export function handOverLines({ address, stillOnSource }: HandOver): string[] {
  return [
    `connect to: ${address.known ? address.value : notSeen(address.reason)}`,
    `still on the source: ${stillOnSource.known ? connectedText(stillOnSource.value) : notSeen(stillOnSource.reason)}`,
    `left to do: ${afterwards.join('; ')}`,
  ];
}

function connectedText(connected: readonly Connected[]): string {
  if (connected.length === 0) return 'nobody on the server that was asked';
  return firstNames(
    connected.map(({ application, connections }) => `${application} (${amount(connections, 'connection')})`),
  );
}

function notSeen(reason: string): string {
  return `not looked at, because ${withoutStop(reason)}`;
}
