import { BSON } from 'mongodb';
import type { Random } from '../model/random.ts';
import type { Maker } from './seed-documents.ts';

/** Writes what is the n-th document's own over the bytes of another one; an offset is where a field's value begins. */
export type Stamp = (bytes: Buffer, n: number, offsetOf: (field: string) => number, random: Random) => void;

/** Documents that are made; the others are stamped copies, as making ten thousand takes longer than a start may. */
const templateCount = 48;

/** The documents with the numbers from 0, as BSON. Without a stamp each of them is made. */
export function* documentsOf(
  { make, stamp }: { readonly make: Maker; readonly stamp?: Stamp },
  count: number,
  random: Random,
): Generator<Buffer> {
  const templates: Template[] = [];
  for (let n = 0; n < count; n += 1) {
    const template = templates[n % templateCount];
    if (stamp === undefined || template === undefined) {
      const bytes = Buffer.from(BSON.serialize(make(n, random), { ignoreUndefined: false }));
      if (stamp !== undefined) templates.push(templateOf(bytes));
      yield bytes;
    } else {
      const bytes = Buffer.from(template.bytes);
      stamp(bytes, n, template.offsetOf, random);
      yield bytes;
    }
  }
}

interface Template {
  readonly bytes: Buffer;
  readonly offsetOf: (field: string) => number;
}

function templateOf(bytes: Buffer): Template {
  const elements = Array.from(BSON.onDemand.parseToElements(bytes));
  const offsets = new Map(elements.map(([, name, length, at]) => [bytes.toString('utf8', name, name + length), at]));
  return {
    bytes,
    offsetOf(field) {
      const offset = offsets.get(field);
      if (offset === undefined) throw new Error(`the template has no field ${field}`);
      return offset;
    },
  };
}
