import { z } from 'zod';
import { keyString } from '../bson/key-string.ts';
import { fieldOf, plainDoc, rawDoc, rawOf } from '../bson/raw.ts';
import type { Server } from '../server.ts';
import { collectionForWrite, insertDocument, updateDocument } from '../storage/writes.ts';
import { type Command, command, plainCommand } from './command.ts';
import { clusterOf } from './sharding.ts';

const settings = 'config.settings';
const balancerId = rawOf('balancer');

/** The balancer's mode is a document in `config.settings`, where tools also change it and set a window. */
function setBalancer(server: Server, fields: Readonly<Record<string, unknown>>): void {
  const collection = collectionForWrite(server, settings);
  const idKey = keyString(balancerId);
  const before = collection.get(idKey);
  if (before === undefined) {
    insertDocument(server, collection, rawDoc({ _id: balancerId, ...raw(fields) }));
    return;
  }
  const { _id, ...kept } = plainDoc(before);
  const after = rawDoc({ _id: balancerId, ...raw({ ...kept, ...fields }) });
  updateDocument(server, collection, idKey, { before, after, wasReplaced: true });
}

function raw(fields: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, rawOf(value)]));
}

/** `full` unless somebody stopped it. */
export function balancerMode({ catalog }: Pick<Server, 'catalog'>): 'full' | 'off' {
  const entry = catalog.get(settings);
  const document = entry === undefined || entry.type === 'view' ? undefined : entry.get(keyString(balancerId));
  const stopped = document && fieldOf(document, 'stopped');
  return stopped !== undefined && plainDoc(rawDoc({ stopped })).stopped === true ? 'off' : 'full';
}

const MaxTime = z.looseObject({ maxTimeMS: z.number().optional() });

export const balancerCommands: Readonly<Record<string, Command>> = {
  balancerStatus: plainCommand({
    access: 'monitor',
    run: ({ server }) => ({
      mode: balancerMode(server),
      inBalancerRound: false,
      numBalancerRounds: BigInt(clusterOf(server).balancer.rounds),
    }),
  }),
  balancerStart: command({
    access: 'host',
    args: MaxTime,
    run(_, { server }) {
      setBalancer(server, { mode: 'full', stopped: false });
      return {};
    },
  }),
  balancerStop: command({
    access: 'host',
    args: MaxTime,
    run(_, { server }) {
      setBalancer(server, { mode: 'off', stopped: true });
      return {};
    },
  }),
};
