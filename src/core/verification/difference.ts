import { z } from 'zod';

/**
 * Why a difference is expected, and so costs no verdict: what a server or an engine does by itself, and what cannot be
 * told apart from it is not one of these (domain notes 7.3; C20).
 */
export const expectations = {
  ttl: 'their time has come, and the server of one side has deleted them already',
  capped: 'the oldest documents of a capped collection have rolled off on one side',
  'field-order': 'the same fields with the same values, in another order',
  engine: 'left by the engine of the migration',
  'legacy-form': 'the server writes an old form of the same definition in its own way',
  'during-sync': 'the engine changes it back when it commits',
} as const;

export const Expectation = z.enum([
  'ttl',
  'capped',
  'field-order',
  'engine',
  'legacy-form',
  'during-sync',
] satisfies (keyof typeof expectations)[]);
export type Expectation = z.infer<typeof Expectation>;

/** How an index of the destination stands to that of the source. */
export const IndexState = z.object({
  name: z.string(),
  /** `incomplete` is still being built on one side; `failed` should have become unique at the end, and did not. */
  state: z.enum(['missing', 'extra', 'different', 'incomplete', 'failed']),
});
export type IndexState = z.infer<typeof IndexState>;

/** One place in which the destination does not hold what the source holds. */
export const Difference = z.object({
  /** `database.collection` */
  namespace: z.string(),
  /** `missing` is in the source only, `extra` in the destination only; `count` where documents were only counted. */
  kind: z.enum([
    'missing-namespace',
    'extra-namespace',
    'type',
    'options',
    'index',
    'shard-key',
    'count',
    'missing-document',
    'extra-document',
    'document',
    'field-order',
  ]),
  /** What differs, in words; never more of a document than its `_id` and the names of fields, unless values were asked for. */
  detail: z.string(),
  /** The `_id` in canonical Extended JSON; of a document. */
  id: z.string().optional(),
  /** The fields that differ, with dots between the levels; of a document. */
  paths: z.array(z.string()).readonly().optional(),
  /** Of these fields, in Extended JSON and cut where they are long; only where values were asked for. A side without the field has none. */
  values: z
    .array(z.object({ path: z.string(), source: z.string().exactOptional(), destination: z.string().exactOptional() }))
    .readonly()
    .optional(),
  /** Of an index. */
  index: IndexState.optional(),
  expected: Expectation.optional(),
  /** When it was first seen to differ; of a document whose changes were followed. */
  since: z.iso.datetime().optional(),
  /** The command that mends it, where there is one. */
  mend: z.string().optional(),
});
export type Difference = z.infer<typeof Difference>;
