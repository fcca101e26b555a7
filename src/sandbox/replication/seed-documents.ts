import {
  Binary,
  BSONRegExp,
  Code,
  Decimal128,
  type Document,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  UUID,
} from 'mongodb';
import type { Random } from '../model/random.ts';

/** The n-th document of a collection, counted from 0. */
export type Maker = (n: number, random: Random) => Document;

const cities = ['Dublin', 'São Paulo', 'Kraków', '東京', 'Zürich'] as const;
export const firstDay = Date.UTC(2024, 0, 1);
export const hour = 3_600_000;

/** In texts, so that those of every document have the same length. */
export function numbered(n: number): string {
  return String(n).padStart(8, '0');
}

function objectId(random: Random): ObjectId {
  return new ObjectId(random.bytes(12));
}

function money(random: Random): Decimal128 {
  return Decimal128.fromString(`${random.below(100_000)}.${String(random.below(100)).padStart(2, '0')}`);
}

export const customer: Maker = (n, random) => ({
  _id: objectId(random),
  number: new Int32(n),
  email: `customer${numbered(n)}@example.com`,
  name: `Customer ${numbered(n)}`,
  city: random.pick(cities),
  place: {
    type: 'Point',
    coordinates: [new Double(random.below(360) - 180 + 0.5), new Double(random.below(180) - 90 + 0.25)],
  },
  ...(n % 3 === 0 ? { phone: `+353 1 ${random.below(10_000_000)}` } : {}),
  isActive: n % 7 !== 0,
  revision: new Int32(0),
});

export const invoice: Maker = (n, random) => ({
  _id: objectId(random),
  number: Long.fromNumber(1_000_000 + n),
  customer: new Int32(random.below(n + 1)),
  status: random.pick(['open', 'paid', 'void']),
  total: money(random),
  lines: Array.from({ length: 1 + random.below(4) }, (_, line) => ({
    sku: `SKU-${random.below(500)}`,
    count: new Int32(line + 1),
    price: money(random),
  })),
  issued: new Date(firstDay + n * hour),
  notes: `Delivered to ${random.pick(cities)} on day ${n % 365}`,
  revision: new Int32(0),
});

export const payment: Maker = (n, random) => ({
  _id: new UUID(random.bytes(16)),
  invoice: Long.fromNumber(1_000_000 + n),
  account: `IE${random.below(1_000_000)}`,
  amount: money(random),
  at: new Date(firstDay + n * hour),
  revision: new Int32(0),
});

export const telemetryEvent: Maker = (n, random) => ({
  _id: new Int32(n),
  sensor: `s-${random.below(20)}`,
  reading: new Double(random.below(1000) / 8),
  at: new Date(firstDay + n * 1000),
});

export const session: Maker = (n, random) => ({
  _id: `session-${numbered(n)}`,
  // So far ahead that the TTL index takes none of them away.
  expires: new Date(Date.UTC(2199, 0, 1) + n * hour),
  token: new Binary(random.bytes(16)),
});

/** Every type that an `_id` may have; each `n` gives another value, also by the server's comparison of numbers. */
const identities: readonly [Maker, ...Maker[]] = [
  (_, random) => ({ _id: objectId(random) }),
  (n) => ({ _id: `legacy-${n}` }),
  (n) => ({ _id: new Int32(n) }),
  (n) => ({ _id: Long.fromString('9007199254740993').add(n) }),
  (n) => ({ _id: new Double(n + 0.5) }),
  (n) => ({ _id: Decimal128.fromString(`${n}.125`) }),
  (n) => ({ _id: { region: 'eu', number: new Int32(n) } }),
  (_, random) => ({ _id: new UUID(random.bytes(16)) }),
  (n) => ({ _id: new Date(-1 - n * hour) }),
  (n) => ({ _id: n === 9 ? new Double(Number.NaN) : new Timestamp({ t: 1_700_000_000 + n, i: 1 }) }),
];

/** Values that careless copying changes; no field name begins with `$`, which the engine does not support. */
const oddValues: readonly [Maker, ...Maker[]] = [
  () => ({ value: new Double(-0), whole: new Double(3), small: new Int32(3), big: Long.fromNumber(3) }),
  () => ({ value: new Double(Number.NaN), up: new Double(Number.POSITIVE_INFINITY) }),
  () => ({
    value: Decimal128.fromString('1.10'),
    same: Decimal128.fromString('1.1'),
    not: Decimal128.fromString('NaN'),
  }),
  () => ({ value: Long.MAX_VALUE, least: Long.MIN_VALUE }),
  () => ({ value: new MinKey(), most: new MaxKey() }),
  () => ({ value: new Date(-86_400_000 * 365), early: new Date(Date.UTC(1583, 0, 1)) }),
  () => ({ value: new BSONRegExp('^a.*\\/z$', 'im') }),
  (_, random) => ({ value: new Binary(random.bytes(12), 0x80), empty: new Binary(Buffer.alloc(0)) }),
  (n) => ({ value: [[new Int32(n), [null, []]], {}, { deep: { deeper: [new Double(1)] } }] }),
  () => ({ value: new Code('function () { return n; }', { n: new Int32(1) }), plain: new Code('1') }),
  () => ({ value: null, text: 'naïve \u0000 text 🙂', names: { '': 'none', 'a.b': 1, price$: new Double(1) } }),
  // Names like numbers, in an order that a JavaScript object would not keep.
  () => ({
    value: new Map([
      ['b', 1],
      ['2024', 2],
      ['7', 3],
    ]),
  }),
];

export const oddDocument: Maker = (n, random) => ({
  ...(identities[n % identities.length] ?? identities[0])(n, random),
  ...(oddValues[n % oddValues.length] ?? oddValues[0])(n, random),
});
