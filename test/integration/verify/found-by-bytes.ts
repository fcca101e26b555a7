import { BSON, type Document } from 'mongodb';
import type { DocumentsOf } from '../../../src/core/verification/hashed-side.ts';
import type { NamespacePart } from '../../../src/core/verification/verified-side.ts';
import type { TwoDeployments } from '../../support/two-deployments.ts';

export interface FoundByBytes extends DocumentsOf<NamespacePart> {
  /** The `_id`s of what differs, in relaxed Extended JSON, sorted. */
  differing(): string[];
  /** How many documents were asked for by their `_id`s, and how many parts as a whole. */
  readonly asked: { ids: number; wholes: number };
}

/** Byte for byte, in the plainest way: all of the collection, of which those that are asked for count. */
export function foundByBytes(servers: TwoDeployments): FoundByBytes {
  const differing = new Set<string>();
  const asked = { ids: 0, wholes: 0 };
  const compare = async (isAsked: (id: string) => boolean) => {
    const [here, there] = [await byId(servers.source.client), await byId(servers.destination.client)];
    for (const id of new Set([...here.keys(), ...there.keys()])) {
      if (isAsked(id) && here.get(id) !== there.get(id)) differing.add(id);
    }
  };
  return {
    asked,
    differing: () => [...differing].sort(),
    async byIds(_, ids) {
      asked.ids += ids.length;
      const texts = new Set(ids.map(({ id }) => textOf(BSON.deserialize(id, exact))));
      await compare((id) => texts.has(id));
    },
    async whole() {
      asked.wholes += 1;
      await compare(() => true);
    },
  };
}

const exact = { promoteValues: false, bsonRegExp: true };

function textOf({ _id }: Document): string {
  return BSON.EJSON.stringify(_id, { relaxed: true });
}

/** The bytes of each, in hexadecimal, and both where one `_id` is there twice. */
async function byId(client: TwoDeployments['source']['client']): Promise<Map<string, string>> {
  const found: unknown[] = await client.db('d').collection('c').find({}, { raw: true }).toArray();
  const texts = new Map<string, string>();
  for (const raw of found.filter((one) => one instanceof Uint8Array)) {
    const id = textOf(BSON.deserialize(raw, exact));
    texts.set(id, [texts.get(id) ?? '', Buffer.from(raw).toString('hex')].sort().join(' '));
  }
  return texts;
}
