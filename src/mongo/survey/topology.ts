import type { MongoClient } from 'mongodb';
import { z } from 'zod';
import type { FactValues } from '../../core/facts.ts';
import type { SurveyContext, Surveys } from './survey.ts';

const Hello = z.looseObject({ msg: z.string().optional(), setName: z.string().optional() });

async function topologyOf(client: MongoClient, { maxTimeMS }: SurveyContext): Promise<FactValues['sourceTopology']> {
  const { msg, setName } = Hello.parse(await client.db('admin').command({ hello: 1, maxTimeMS }));
  // Only a mongos says "isdbgrid".
  if (msg === 'isdbgrid') return 'sharded';
  return setName === undefined ? 'standalone' : 'replica-set';
}

/** While it is being changed, it also tells to what, and down from what (manual, setFeatureCompatibilityVersion). */
const FeatureVersion = z.looseObject({
  version: z.string(),
  targetVersion: z.string().optional(),
  previousVersion: z.string().optional(),
});

/** A mongos has no such parameter; there it is the config server's. */
async function featureState(client: MongoClient, context: SurveyContext): Promise<FactValues['sourceFeatureState']> {
  const { maxTimeMS } = context;
  const admin = client.db('admin');
  const told =
    (await topologyOf(client, context)) === 'sharded'
      ? await admin.collection('system.version').findOne({ $expr: { $eq: ['$_id', featureId] } }, { maxTimeMS })
      : z
          .looseObject({ [featureId]: z.unknown() })
          .parse(await admin.command({ getParameter: 1, [featureId]: 1, maxTimeMS }))[featureId];
  const { version, targetVersion, previousVersion } = FeatureVersion.parse(told);
  return { version, changingTo: targetVersion ?? (previousVersion === undefined ? null : version) };
}

const featureId = 'featureCompatibilityVersion';

/** A parameter of mongod only (manual, notablescan). */
async function noTableScan(client: MongoClient, context: SurveyContext): Promise<boolean> {
  const { maxTimeMS } = context;
  if ((await topologyOf(client, context)) === 'sharded')
    throw new Error('a mongos does not tell whether its shards refuse queries without an index');
  const answer = await client.db('admin').command({ getParameter: 1, notablescan: 1, maxTimeMS });
  return z.looseObject({ notablescan: z.boolean() }).parse(answer).notablescan;
}

const Concerns = z.looseObject({
  defaultWriteConcern: z.looseObject({ w: z.union([z.string(), z.number()]) }).optional(),
  defaultWriteConcernSource: z.string().default('implicit'),
});

/** Known from 4.4 on. */
async function writeConcern(client: MongoClient, context: SurveyContext): Promise<FactValues['sourceWriteConcern']> {
  const answer = await client.db('admin').command({ getDefaultRWConcern: 1, maxTimeMS: context.maxTimeMS });
  const { defaultWriteConcern, defaultWriteConcernSource: decidedBy } = Concerns.parse(answer);
  // Before 5.0 it was 1 where nobody had set it.
  return { w: String(defaultWriteConcern?.w ?? 1), decidedBy };
}

const Status = z.looseObject({
  set: z.string(),
  members: z.array(z.looseObject({ name: z.string(), stateStr: z.string() })),
});

async function membersOf(client: MongoClient, { maxTimeMS }: SurveyContext): Promise<FactValues['sourceMembers']> {
  const { set, members } = Status.parse(await client.db('admin').command({ replSetGetStatus: 1, maxTimeMS }));
  // `(not reachable/healthy)` is what a member that is down is called there.
  return members.map(({ name, stateStr }) => ({ name, set, state: /^[A-Z]/.test(stateStr) ? stateStr : 'DOWN' }));
}

/** What the source is made of. */
export const topologySurveys = {
  sourceTopology: { sends: ['hello'], grant: 'nothing', read: topologyOf },
  sourceFeatureState: {
    sends: ['getParameter featureCompatibilityVersion, or through a mongos find on admin.system.version'],
    grant: 'clusterMonitor on admin, and find on admin.system.version for a sharded cluster',
    read: featureState,
  },
  sourceNoTableScan: { sends: ['getParameter notablescan'], grant: 'clusterMonitor on admin', read: noTableScan },
  sourceWriteConcern: { sends: ['getDefaultRWConcern'], grant: 'clusterMonitor on admin', read: writeConcern },
  sourceMembers: { sends: ['replSetGetStatus'], grant: 'clusterMonitor on admin', read: membersOf },
} as const satisfies Partial<Surveys>;
