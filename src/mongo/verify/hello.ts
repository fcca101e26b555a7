import { type MongoClient, Timestamp } from 'mongodb';
import { z } from 'zod';
import type { SideRead } from '../../core/verification/side-read.ts';
import { clusterTimeOf } from '../cluster-time-of.ts';
import { type Greeting, Id } from '../survey/identity.ts';

/** `topologyVersion` came with 4.4; the times are those that every answer of a replica set or of a mongos carries. */
const Answer = z.looseObject({
  msg: z.string().optional(),
  me: z.string().optional(),
  setName: z.string().optional(),
  hosts: z.array(z.string()).optional(),
  primary: z.string().optional(),
  isWritablePrimary: z.boolean().default(false),
  secondary: z.boolean().default(false),
  configsvr: z.number().optional(),
  topologyVersion: z.looseObject({ processId: Id }).optional(),
  operationTime: z.instanceof(Timestamp).optional(),
  $clusterTime: z.looseObject({ clusterTime: z.instanceof(Timestamp) }).optional(),
});
type Answer = z.infer<typeof Answer>;

export interface SaidHello extends Pick<SideRead, 'topology' | 'answered' | 'operationTime' | 'clusterTime'> {
  readonly greeting: Greeting;
  /** Of the server that answered; no two that run have the same. */
  readonly processId: string | undefined;
  /** Of a sharded cluster. */
  readonly isConfigServer: boolean;
}

/** Who answers, and what time it is there; all of it from one answer of one server. */
export async function sayHello(client: MongoClient, maxTimeMS: number): Promise<SaidHello> {
  const answer = Answer.parse(await client.db('admin').command({ hello: 1, maxTimeMS }));
  const { topologyVersion, operationTime, $clusterTime, me, primary } = answer;
  return {
    greeting: answer,
    processId: topologyVersion?.processId.toHexString(),
    isConfigServer: answer.configsvr !== undefined,
    // Only a mongos says "isdbgrid".
    topology: answer.msg === 'isdbgrid' ? 'sharded' : answer.setName === undefined ? 'standalone' : 'replica-set',
    answered: { as: roleOf(answer), me, primary },
    operationTime: operationTime && clusterTimeOf(operationTime),
    clusterTime: $clusterTime && clusterTimeOf($clusterTime.clusterTime),
  };
}

function roleOf({ msg, isWritablePrimary, secondary }: Answer): SideRead['answered']['as'] {
  if (msg === 'isdbgrid') return 'router';
  if (isWritablePrimary) return 'primary';
  return secondary ? 'secondary' : 'other';
}
