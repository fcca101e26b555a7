import { LivemigError } from '../../../src/core/errors.ts';
import type { Level } from '../../../src/core/verification/level.ts';
import { createRandom } from '../../../src/sandbox/model/random.ts';
import { bytesOf, type Contents } from './contents.ts';
import type { FaultClass } from './fault-class.ts';
import { notKept, shownOf } from './kept.ts';
import { Plot } from './plot.ts';
import { putContents, type Refusal } from './put-contents.ts';
import type { ServersUnderTest } from './servers-under-test.ts';
import { withVerifier } from './verified-at.ts';

const sides = ['source', 'destination'] as const;

/**
 * Why a class of faults cannot be planted between these servers; nothing where it can. It is tried by itself where they
 * are not ours: a server may do less than MongoDB, or keep otherwise what it was given.
 */
export async function whyNot(
  servers: ServersUnderTest,
  one: FaultClass,
  base: Contents,
  database: string,
): Promise<string | undefined> {
  if (one.on !== undefined && !servers.areSharded) return 'these are no sharded clusters';
  if (servers.areEmbedded) return one.on === 'real shards' ? 'the embedded servers have each _id once' : undefined;
  if (one.needsRest === true && !servers.rest) return 'what is due cannot be kept from being deleted';
  const plot = new Plot({ source: base, destination: base }, createRandom(1), database);
  const planted = one.plant(plot);
  if (planted === undefined) return 'there is no place for it';
  for (const side of sides) {
    const [refusal] = await refusedBy(servers, plot.both[side], side);
    if (refusal !== undefined) return `the ${side} does not take it: ${refusal.why}`;
  }
  for (const difference of planted) {
    const [here, there] = [await shownOf(servers.source, difference), await shownOf(servers.destination, difference)];
    if (here === there) return 'both sides show it alike';
  }
  return undefined;
}

/** Why livemig does not compare these servers at a level; nothing where it does. */
export async function whyNotAt(level: Level, servers: ServersUnderTest, base: Contents): Promise<string | undefined> {
  for (const side of sides) await putContents(servers[side], base, createRandom(1));
  try {
    await withVerifier(servers, (verifiedAt) => verifiedAt(level));
    return undefined;
  } catch (error) {
    // Refused, or by one that closes the connection over what it cannot read.
    if (error instanceof LivemigError) return error.message;
    throw error;
  }
}

/** What both sides take of this; `leftOut` is told of everything else. */
export async function takenByBoth(
  servers: ServersUnderTest,
  base: Contents,
  leftOut: (refusal: Refusal) => void,
): Promise<Contents> {
  const refusals = [...(await refusedBy(servers, base, 'source')), ...(await refusedBy(servers, base, 'destination'))];
  for (const refusal of refusals) leftOut(refusal);
  const isRefused = (namespace: string, part: Refusal['part'], which = '') =>
    refusals.some((one) => one.namespace === namespace && one.part === part && one.which === which);
  return new Map(
    [...base]
      .filter(([namespace]) => !isRefused(namespace, 'collection'))
      .map(([namespace, { indexes, documents, ...rest }]) => {
        const taken = {
          indexes: indexes.filter((index) => !isRefused(namespace, 'index', String(index.get('name')))),
          documents: documents.filter((one) => !isRefused(namespace, 'document', bytesOf(one).toString('hex'))),
        };
        return [namespace, { ...rest, ...taken }];
      }),
  );
}

async function refusedBy(servers: ServersUnderTest, contents: Contents, side: (typeof sides)[number]) {
  const refused = await putContents(servers[side], contents, createRandom(1));
  const lost = await notKept(servers[side], contents);
  return [...refused, ...lost.filter(({ which }) => refused.every((one) => one.which !== which))];
}
