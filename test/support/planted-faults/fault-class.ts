import { identityAt } from '../../../src/core/bson/identity.ts';
import type { Difference, Expectation } from '../../../src/core/verification/difference.ts';
import { identityText } from '../../../src/mongo/verify/id-text.ts';
import { bytesOf, type Fields } from './contents.ts';
import type { Plot } from './plot.ts';

/** A difference that a verifier has to find. */
export interface Planted {
  readonly kind: Difference['kind'];
  readonly namespace: string;
  /** An `_id`, an index with its state, an option. */
  readonly what?: string;
  readonly paths?: readonly string[];
  readonly expected?: Expectation;
}

/**
 * What it takes to see a fault: definitions, counts, hashes that servers compute, or bytes. A sample looks at bytes, and
 * at all there is where that is little.
 */
export type SeenBy = 'definitions' | 'counts' | 'hashes' | 'bytes';

export interface FaultClass {
  readonly name: string;
  readonly seenBy: SeenBy;
  /** How livemig names, beside a verdict by hashes, that it cannot see this; of what takes bytes. */
  readonly blindSpot?: string;
  /** Where it can be: everywhere, on sharded clusters, or on those that are no embedded ones, which have one `_id` once. */
  readonly on?: 'shards' | 'real shards';
  /** Whether what is due must not be deleted meanwhile. */
  readonly needsRest?: boolean;
  /** Changes what is to lie on both sides, and tells what then differs; nothing where it finds no place. */
  plant(plot: Plot): readonly Planted[] | undefined;
}

export function idTextOf(fields: Fields): string {
  return identityText(identityAt(bytesOf(fields), 0));
}

export function missingDocument(namespace: string, fields: Fields, expected?: Expectation): Planted {
  return { kind: 'missing-document', namespace, what: idTextOf(fields), ...(expected && { expected }) };
}

export function extraDocument(namespace: string, fields: Fields, expected?: Expectation): Planted {
  return { kind: 'extra-document', namespace, what: idTextOf(fields), ...(expected && { expected }) };
}

export function differingDocument(namespace: string, fields: Fields, ...paths: string[]): Planted {
  return { kind: 'document', namespace, what: idTextOf(fields), paths };
}
