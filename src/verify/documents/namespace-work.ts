import type { Identity } from '../../core/bson/identity.ts';
import type { RawValue } from '../../core/bson/raw-value.ts';
import type { Difference } from '../../core/verification/difference.ts';
import type { DocumentSide } from '../../core/verification/document-side.ts';
import type { VerifyRequest } from '../../core/verification/request.ts';
import type { Sides } from '../prove-sides.ts';
import type { Expiry } from './due.ts';

/** Of a capped collection, from its options. */
export interface CappedLimit {
  readonly bytes: number;
  readonly documents?: number;
}

/** What comparing the documents of one namespace needs, beside which part of it. */
export interface NamespaceWork {
  /** `database.collection` */
  readonly name: string;
  readonly sides: Sides<DocumentSide>;
  /** An `_id` for people and scripts: canonical Extended JSON, cut where it is very long. */
  readonly idText: (identity: Identity) => string;
  /** A value, likewise; of a long one the part in which it differs from that of the other side. */
  readonly valueText: (value: RawValue, other?: RawValue) => string;
  /** What is told of a document that differs, beside its `_id`. */
  readonly tells: VerifyRequest['tells'];
  /** What each server deletes by itself, if it does. */
  readonly expiry?: Sides<Expiry>;
  readonly capped?: Sides<CappedLimit>;
  /** Lets the time pass that a write may take to arrive; awaited before suspects are looked at again. */
  readonly pause: () => Promise<void>;
  /** Is given every difference, expected or not, with the partition that it is in; none is kept. */
  readonly difference: (difference: Difference, partition: number, identity: Identity) => void;
}
