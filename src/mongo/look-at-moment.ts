import { type MongoClient, Timestamp } from 'mongodb';
import { z } from 'zod';
import { known, unknownBecause } from '../core/check.ts';
import { harmless } from '../core/harmless.ts';
import type { DeploymentMoment } from '../core/way-back/deployment-moment.ts';
import { attempting, balancer, writeBlock } from './look-around.ts';
import { lastWrite } from './user-writes.ts';
import { type LookOptions, withinTime } from './within-time.ts';

/** Somebody waits for it before a request that is urgent. */
const limits = { questionMs: 2_000, allMs: 6_000 } as const;

/** `operationTime` is in every answer of a replica set or a mongos from 3.6 on (manual, "Command Response"). */
const Hello = z.looseObject({
  msg: z.string().optional(),
  me: z.string().optional(),
  isWritablePrimary: z.boolean().default(false),
  localTime: z.date(),
  operationTime: z.instanceof(Timestamp).optional(),
});

/**
 * What a deployment says of this moment, read-only and within six seconds. What its user may not see is unknown by itself; one
 * that cannot be reached, or does not answer in time, is a LivemigError.
 */
export function lookAtMoment(uri: string, options: LookOptions): Promise<DeploymentMoment> {
  return withinTime(uri, { limitMs: limits.allMs, ...options }, momentOf);
}

async function momentOf(client: MongoClient, signal: AbortSignal): Promise<DeploymentMoment> {
  const attempt = attempting(signal);
  const answer = await client.db('admin').command({ hello: 1, maxTimeMS: limits.questionMs });
  const { msg, me, isWritablePrimary, localTime, operationTime: time } = Hello.parse(answer);
  const isRouter = msg === 'isdbgrid';
  const [written, writes, balancing] = await Promise.all([
    attempt(async () => {
      if (isRouter) throw new Error('a mongos has no oplog');
      return lastWrite(client, limits.questionMs);
    }),
    attempt(() => writeBlock(client, isRouter)),
    attempt(() => balancer(client, isRouter, limits.questionMs)),
  ]);
  return {
    server: harmless(me ?? client.options.hosts.map(String).join(',')),
    clusterTime:
      time === undefined
        ? unknownBecause('the server tells no cluster time')
        : known({ seconds: time.getHighBitsUnsigned(), increment: time.getLowBitsUnsigned() }),
    lastWrite: written.known
      ? known({ at: written.value, agoMs: Math.max(0, localTime.getTime() - written.value.getTime()) })
      : written,
    writes,
    balancer: balancing,
    hasPrimary: isRouter || isWritablePrimary,
  };
}
