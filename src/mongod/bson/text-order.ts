import { z } from 'zod';
import { fitting } from '../fitting.ts';
import { MongodError } from '../mongod-error.ts';

/**
 * Text under a collation: a key whose code units, all below 256, compare with `<` as the collation compares, and which
 * is equal exactly for texts that it holds equal.
 */
export type TextOrder = (text: string) => string;

const Strength = z.union([z.literal(1), z.literal(2), z.literal(3)], 'the sandbox compares with strength 1, 2 or 3');

/** mongodb/mongo, src/mongo/db/query/collation/collation_spec.idl */
const Collation = z.strictObject({
  locale: z.string(),
  strength: Strength.default(3),
  caseLevel: z.boolean().default(false),
  caseFirst: z.enum(['off', 'upper', 'lower']).default('off'),
  numericOrdering: z.boolean().default(false),
  alternate: z.enum(['non-ignorable', 'shifted']).default('non-ignorable'),
  maxVariable: z.enum(['punct', 'space']).default('punct'),
  normalization: z.boolean().default(false),
  backwards: z.literal(false, 'the sandbox does not compare accents backwards').default(false),
  version: z.string().default('57.1'),
});

/** A collation with all its fields, as `listCollections` and `listIndexes` show it; `undefined` for the simple one. */
export function fullCollation(given: unknown): Readonly<z.infer<typeof Collation>> | undefined {
  if (given === undefined || given === null) return undefined;
  const collation = fitting(Collation, given, 'collation');
  if (collation.locale === 'simple') return undefined;
  if (!isKnownLocale(collation.locale)) {
    throw new MongodError('BadValue', `Field 'locale' is invalid in: { locale: "${collation.locale}" }`);
  }
  return collation;
}

function isKnownLocale(locale: string): boolean {
  try {
    return Intl.Collator.supportedLocalesOf(locale.replaceAll('_', '-')).length > 0;
  } catch {
    return false;
  }
}

/** The same collation gives the same function, so that two of them can be compared. */
const orders = new Map<string, TextOrder>();

/** `undefined` for the simple collation, which compares bytes. Throws BadValue for one that cannot be had here. */
export function textOrderOf(given: unknown): TextOrder | undefined {
  const collation = fullCollation(given);
  if (collation === undefined) return undefined;
  const name = JSON.stringify(collation);
  const known = orders.get(name);
  if (known !== undefined) return known;
  const order = createTextOrder(collatorOf(collation));
  orders.set(name, order);
  return order;
}

function collatorOf(collation: z.infer<typeof Collation>): Intl.Collator {
  const byStrength = { 1: collation.caseLevel ? 'case' : 'base', 2: 'accent', 3: 'variant' } as const;
  return new Intl.Collator(collation.locale.replaceAll('_', '-'), {
    sensitivity: byStrength[collation.strength],
    numeric: collation.numericOrdering,
    caseFirst: collation.caseFirst === 'off' ? 'false' : collation.caseFirst,
    ignorePunctuation: collation.alternate === 'shifted',
  });
}

/**
 * JavaScript has the comparison, but not its sort keys. So each text that has been met stands in a sorted list and gets
 * a label between those of its neighbours, as a fraction between two fractions: labels never change.
 */
function createTextOrder(collator: Intl.Collator): TextOrder {
  const texts: string[] = [];
  const labels: string[] = [];
  const known = new Map<string, string>();

  function place(text: string): number {
    let [low, high] = [0, texts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (collator.compare(texts[middle] ?? '', text) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function labelOf(text: string): string {
    const at = place(text);
    const equal = texts[at];
    const there = labels[at];
    if (equal !== undefined && there !== undefined && collator.compare(equal, text) === 0) return there;
    const label = between(labels[at - 1] ?? '', there ?? '');
    texts.splice(at, 0, text);
    labels.splice(at, 0, label);
    return label;
  }

  return (text) => {
    const label = known.get(text) ?? labelOf(text);
    known.set(text, label);
    return label;
  };
}

/** Digits run from 1 to 255; none of a label's last digits is 1, so there is always something below it. */
const [lowest, highest] = [1, 256];

/** A label above `low` and below `high`; an empty one is no neighbour. */
function between(low: string, high: string): string {
  if (low === '' && high === '') return stepLabel(Math.floor(steps / 2));
  const step = high === '' ? stepOf(low) + 1 : low === '' ? stepOf(high) - 1 : -1;
  return step > 0 && step < steps ? stepLabel(step) : middle(low, high);
}

function middle(low: string, high: string): string {
  for (let at = 0; ; at++) {
    const above = at < low.length ? low.charCodeAt(at) : lowest;
    const isOpen = high === '' || high.slice(0, at) !== padded(low, at);
    const below = isOpen ? highest : high.charCodeAt(at);
    if (below - above > 1) return padded(low, at) + String.fromCharCode((above + below) >> 1);
  }
}

function padded(label: string, length: number): string {
  return label.slice(0, length).padEnd(length, String.fromCharCode(lowest));
}

/** Text that comes in order goes on at the ends in even steps of three digits; halving there would make labels long. */
const base = 254;
const steps = base ** 3;

function stepLabel(step: number): string {
  const digits = [Math.floor(step / base ** 2), Math.floor(step / base) % base, step % base];
  return String.fromCharCode(...digits.map((digit) => digit + 2));
}

function stepOf(label: string): number {
  const digit = (at: number) => Math.max(0, (at < label.length ? label.charCodeAt(at) : 0) - 2);
  return digit(0) * base ** 2 + digit(1) * base + digit(2);
}
