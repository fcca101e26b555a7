import type { Fact } from '../check.ts';
import { firstNames } from '../first-names.ts';
import { mongoshCollection, mongoshDatabase, mongoshText } from '../mongosh-words.ts';
import { amount } from '../plain-units.ts';
import type { Balancer } from '../results/left-behind.ts';
import type { CleanupFacts, SeenSettings } from './cleanup-facts.ts';
import type { CleanupItem } from './cleanup-plan.ts';
import { notLookedAt } from './not-looked-at.ts';

/** In the names of indexes that the engine makes and does not always drop (Atlas docs, troubleshooting of live migration). */
export const dummyIndex = 'mongosync_dummy_shard_key_index';

/** What livemig looks at and never undoes: it writes to no deployment, and changes no setting of a cluster. */
export function byHandItems(facts: CleanupFacts): CleanupItem[] {
  return [
    ...agentItems(facts),
    indexItem(facts),
    databaseItem(facts, 'source'),
    databaseItem(facts, 'destination'),
    writeBlockItem(facts),
    balancerItem(facts, 'source'),
    balancerItem(facts, 'destination'),
    settingsItem(facts),
  ];
}

type Side = 'source' | 'destination';

function nameOf(side: Side, { names }: CleanupFacts): string {
  return side === 'source' ? 'the source' : names.cluster;
}

const stopAgent = 'sudo systemctl disable --now mongodb-mms-automation-agent';

function agentItems({ agent, names, pages }: CleanupFacts): CleanupItem[] {
  if (names.host === '') return [];
  const about = { name: 'agent' as const, what: `the MongoDB Agent on ${names.host}` };
  const how = [`on ${names.host}: ${stopAgent}`, pages.agents];
  if (!agent.known) return [notLookedAt(about, agent.reason, undefined, how)];
  if (agent.value === undefined)
    return [{ ...about, decision: 'nothing', evidence: 'the manager lists none there now' }];
  return [
    {
      ...about,
      decision: 'by-hand',
      evidence: `it ${agent.value}`,
      because: 'other migrations may run on that host; once none does, stop the agent and delete the server',
      how,
    },
  ];
}

function indexItem(facts: CleanupFacts): CleanupItem {
  const { indexes } = facts.destination;
  const about = { name: 'indexes' as const, what: `indexes of the engine on ${facts.names.cluster}` };
  const find = `in mongosh there: look for ${dummyIndex} among the names of all indexes`;
  if (!indexes.known) return notLookedAt(about, indexes.reason, undefined, [find]);
  if (indexes.value.length === 0)
    return { ...about, decision: 'nothing', evidence: `none has ${dummyIndex} in its name` };
  const names = indexes.value.map(({ namespace, name }) => `${namespace} ${name}`);
  return {
    ...about,
    decision: 'by-hand',
    evidence: `${amount(names.length, 'index has', 'indexes have')} ${dummyIndex} in the name: ${firstNames(names)}`,
    because: 'livemig writes to no deployment',
    how: indexes.value.map(({ namespace, name }) => {
      const [database = '', ...collection] = namespace.split('.');
      return `${mongoshCollection({ database, name: collection.join('.') })}.dropIndex(${mongoshText(name)})`;
    }),
  };
}

function databaseItem(facts: CleanupFacts, side: Side): CleanupItem {
  const { databases } = facts[side];
  const about = {
    name: 'databases' as const,
    what: `databases of the engine and the verifier on ${nameOf(side, facts)}`,
  };
  if (!databases.known) return notLookedAt(about, databases.reason, undefined, ['in mongosh there: show dbs']);
  if (databases.value.length === 0) return { ...about, decision: 'nothing', evidence: 'none is there' };
  return {
    ...about,
    decision: 'by-hand',
    evidence: `there now: ${firstNames(databases.value)}`,
    because: 'livemig writes to no deployment; no mongosync and no verifier may run there any more',
    how: databases.value.map((name) => `${mongoshDatabase(name)}.dropDatabase()`),
  };
}

function writeBlockItem(facts: CleanupFacts): CleanupItem {
  const { writes } = facts.source;
  const about = { name: 'write-block' as const, what: 'the write block of the source' };
  const how = [`in mongosh there: ${facts.unblock}`];
  if (!writes.known) {
    const known = facts.cutoverRequested ? 'a cutover was requested, which blocks writes' : undefined;
    return notLookedAt(about, writes.reason, known, how);
  }
  if (writes.value.state === 'free') return { ...about, decision: 'nothing', evidence: 'writes are not blocked' };
  const because =
    facts.ended === 'complete'
      ? 'an old source that takes writes again invites them, and nothing brings them to the destination'
      : 'whether applications go back to the source is decided by people';
  return { ...about, decision: 'by-hand', evidence: 'writes are blocked now', because, how };
}

function balancerItem(facts: CleanupFacts, side: Side): CleanupItem {
  const balancer: Fact<Balancer> = facts[side].balancer;
  const about = { name: 'balancer' as const, what: `the balancer of ${nameOf(side, facts)}` };
  const how = ['in mongosh there, if it ran before: sh.startBalancer()'];
  if (!balancer.known) return notLookedAt(about, balancer.reason, undefined, how);
  if (balancer.value === 'stopped') {
    const because = 'nobody knows here whether it ran before';
    return { ...about, decision: 'by-hand', evidence: 'stopped now', because, how };
  }
  const evidence = balancer.value === 'none' ? 'a replica set has none' : 'it runs';
  return { ...about, decision: 'nothing', evidence };
}

function settingsItem({ settings, names, pages }: CleanupFacts): CleanupItem {
  const about = { name: 'settings' as const, what: `auto-scaling and oplog size of ${names.cluster}` };
  const known = 'livemig changes neither, and does not know what they were before';
  if (!settings.known) return notLookedAt(about, settings.reason, known, [pages.cluster]);
  const evidence = `now: ${settingsText(settings.value)}`;
  return { ...about, decision: 'by-hand', evidence, because: known, how: [pages.cluster] };
}

function settingsText({ compute, disk, oplogSizeMB, oplogMinRetentionHours }: SeenSettings): string {
  const onOff = (isOn: boolean) => (isOn ? 'on' : 'off');
  return [
    `compute auto-scaling ${onOff(compute)}`,
    `disk auto-scaling ${onOff(disk)}`,
    ...(oplogSizeMB === undefined ? [] : [`oplog of ${oplogSizeMB} MB`]),
    ...(oplogMinRetentionHours === undefined ? [] : [`oplog kept for at least ${oplogMinRetentionHours} h`]),
  ].join(', ');
}
