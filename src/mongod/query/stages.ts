import type { RawValue } from '../bson/raw.ts';
import { MongodError } from '../mongod-error.ts';
import { bucket } from './bucket.ts';
import { count, limit, sample, skip } from './cut-stages.ts';
import { group, sortByCount } from './group.ts';
import { facet, lookup, unionWith } from './joins.ts';
import { compileFilter, type Filter } from './match.ts';
import { merge } from './merge.ts';
import { out } from './out.ts';
import type { CompileStage, Flow, PipelineContext, PipelineScope } from './pipeline-context.ts';
import { document } from './pipeline-stages.ts';
import { compileProjection } from './project.ts';
import { addFields, each, replaceRoot, replaceWith, unset, unwind } from './reshape.ts';
import type { ScanOptions } from './scan.ts';
import { type SortKey, sorted, sortKeys } from './sort.ts';

/** What a stage looks for: documents that fit, or an order. */
export type Search = Pick<Partial<ScanOptions>, 'filter' | 'fits' | 'sort'>;

/** Stages that a search of the collection does in their place where they come first. */
export const searchStages: Readonly<Record<string, (spec: RawValue, context: PipelineContext) => Search>> = {
  $match(spec, context) {
    const filter = document('$match', spec);
    return { filter, fits: compileFilter(filter, context) };
  },
  $sort: (spec) => ({ sort: sortStageKeys(spec) }),
};

/** The same where they come later. */
export function searched(
  documents: Iterable<Buffer>,
  { fits, sort }: Search,
  { order }: PipelineContext,
): Iterable<Buffer> {
  const fitting = fits === undefined ? documents : filtered(documents, fits);
  return sort === undefined ? fitting : sorted(fitting, sort, order);
}

/** Stages that change documents or their number. What they do not change is passed on as it is stored. */
export const streamStages: Readonly<Record<string, CompileStage>> = {
  // The events come to it as documents.
  $changeStream: () => (events) => events,
  $limit: limit,
  $skip: skip,
  $project: projected,
  $addFields: addFields,
  $set: addFields,
  $unset: unset,
  $replaceRoot: replaceRoot,
  $replaceWith: replaceWith,
  $unwind: unwind,
  $group: group,
  $sortByCount: sortByCount,
  $bucket: bucket,
  $count: count,
  $sample: sample,
  $lookup: lookup,
  $unionWith: unionWith,
  $facet: facet,
  $out: out,
  $merge: merge,
};

function sortStageKeys(spec: RawValue): SortKey[] {
  const keys = sortKeys(document('$sort', spec));
  if (keys.length > 0) return keys;
  throw new MongodError('Location15976', '$sort stage must have at least one sort key');
}

function* filtered(documents: Iterable<Buffer>, fits: Filter): Generator<Buffer> {
  for (const one of documents) if (fits(one)) yield one;
}

function projected(spec: RawValue, { context: { server, variables, order } }: PipelineScope): Flow {
  const fields = document('$project', spec);
  if (fields.length === 5)
    throw new MongodError('Location51272', 'Invalid $project :: projection specification must have at least one field');
  return each(compileProjection(fields, { server, variables, order }));
}
