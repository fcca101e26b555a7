import type { MongoClient } from 'mongodb';
import { z } from 'zod';
import { LivemigError } from '../../core/errors.ts';
import { harmless } from '../../core/harmless.ts';
import { inTurns } from './in-turns.ts';
import type { SurveyContext } from './survey.ts';

/** A part of a deployment that can be asked by itself. */
export interface Place {
  readonly name: string;
  ask<Seen>(look: (client: MongoClient) => Promise<Seen>): Promise<Seen>;
}

type Context = Pick<SurveyContext, 'maxTimeMS' | 'member'>;

const Hello = z.looseObject({
  msg: z.string().optional(),
  setName: z.string().optional(),
  hosts: z.array(z.string()).default([]),
  passives: z.array(z.string()).default([]),
});

const Shards = z.array(z.looseObject({ _id: z.string(), host: z.string() }));

/** Each replica set that holds data: the deployment itself, or the shards behind a mongos, each of which is asked directly. */
export async function setsOf(client: MongoClient, { maxTimeMS, member }: Context): Promise<Place[]> {
  const { msg, setName = 'the source' } = await hello(client);
  if (msg !== 'isdbgrid') return [{ name: harmless(setName), ask: (look) => look(client) }];
  const shards = Shards.parse(await client.db('config').collection('shards').find({}, { maxTimeMS }).toArray());
  return shards.map(({ _id, host }) => ({ name: harmless(_id), ask: (look) => member(host, look) }));
}

/** Each shard; none where the deployment is not sharded. */
export async function shardsOf(client: MongoClient, context: Context): Promise<Place[]> {
  return (await hello(client)).msg === 'isdbgrid' ? setsOf(client, context) : [];
}

/**
 * Each server of those sets but arbiters and hidden ones, which `hello` does not list (manual, hello). A set that cannot
 * be asked for its servers stands for them.
 */
export async function serversOf(client: MongoClient, context: Context): Promise<Place[]> {
  const sets = await inTurns(await setsOf(client, context), async (set) => {
    try {
      const { hosts, passives } = await set.ask(hello);
      const servers = [...hosts, ...passives];
      return servers.map(
        (address): Place => ({ name: harmless(address), ask: (look) => context.member(address, look) }),
      );
    } catch (error) {
      if (!(error instanceof LivemigError)) throw error;
      return [{ name: set.name, ask: () => Promise.reject(error) }];
    }
  });
  return sets.flat();
}

async function hello(client: MongoClient) {
  return Hello.parse(await client.db('admin').command({ hello: 1 }));
}

/** What was seen of each place, by its name, and of which it could not be. */
export interface OfEach<Value> {
  readonly read: readonly { readonly name: string; readonly value: Value }[];
  readonly unread: readonly { readonly name: string; readonly reason: string }[];
}

/** Asks each; throws where nobody may be asked, so that the right that it takes is told. */
export async function lookAtEach<Value>(
  places: readonly Place[],
  look: (place: Place) => Promise<Value>,
): Promise<OfEach<Value>> {
  const asked = await inTurns(places, (place) => lookAt(place, look));
  const failed = asked.flatMap((one) => (one.isSeen ? [] : one));
  const [first] = failed;
  const isNobody = failed.length === places.length && failed.every(({ error }) => error.code === 'MONGODB_ROLE');
  if (first !== undefined && isNobody) throw first.error;
  return {
    read: asked.flatMap((one) => (one.isSeen ? { name: one.name, value: one.value } : [])),
    unread: failed.map(({ name, error }) => ({ name, reason: error.message })),
  };
}

type Asked<Value> =
  | { readonly isSeen: true; readonly name: string; readonly value: Value }
  | { readonly isSeen: false; readonly name: string; readonly error: LivemigError };

async function lookAt<Value>(place: Place, look: (place: Place) => Promise<Value>): Promise<Asked<Value>> {
  const { name } = place;
  try {
    return { isSeen: true, name, value: await look(place) };
  } catch (error) {
    if (!(error instanceof LivemigError) || !isOfThisPlace(error)) throw error;
    return { isSeen: false, name, error };
  }
}

/** Another place may answer all the same. */
function isOfThisPlace({ kind }: LivemigError): boolean {
  return kind === 'step-failed' || kind === 'credentials';
}
