import { randomInt } from 'node:crypto';
import { fieldOf, itemsOf, plainDoc, plainOf, type RawValue, rawDoc, rawOf, serialize } from '../bson/raw.ts';
import { isNumber, Type } from '../bson/type.ts';
import { operationRows } from '../commands/operations.ts';
import { MongodError } from '../mongod-error.ts';
import { distribution, indexDocuments, statisticsDocuments } from '../sharding/parts.ts';
import { bucket } from './bucket.ts';
import { group, sortByCount } from './group.ts';
import { facet, lookup, unionWith } from './joins.ts';
import { compileFilter } from './match.ts';
import { merge } from './merge.ts';
import { out } from './out.ts';
import type { PipelineContext, PipelineRunner } from './pipeline-context.ts';
import { compileProjection } from './project.ts';
import { addFields, replaceRoot, unset, unwind } from './reshape.ts';
import { sorted, sortKeys } from './sort.ts';

type SourceStage = (spec: RawValue, context: PipelineContext) => Iterable<Buffer>;
export type StreamStage = (
  documents: Iterable<Buffer>,
  spec: RawValue,
  context: PipelineContext,
  runner: PipelineRunner,
) => Iterable<Buffer>;

/** Stages that make documents instead of taking them. */
export const sourceStages: Readonly<Record<string, SourceStage>> = {
  $collStats: (spec, { server, ns }) => statisticsDocuments(server, ns, plainDoc(spec.bytes)).map(serialize),
  $indexStats: (_, { server, ns }) => indexDocuments(server, ns),
  $shardedDataDistribution: (_, { server }) => distribution(server).map(serialize),
  $documents: (spec) => documents(spec),
  $currentOp: (spec, { server }) => operationRows(server, plainDoc(spec.bytes)),
};

/** Stages that pass documents on as they are stored. */
export const streamStages: Readonly<Record<string, StreamStage>> = {
  $match: filtered,
  $sort: (documents, spec, { order }) => sorted(documents, sortKeys(document('$sort', spec)), order),
  $limit: (documents, spec) => limited(documents, count('$limit', spec, 1)),
  $skip: (documents, spec) => skipped(documents, count('$skip', spec, 0)),
  $project: projected,
  $addFields: addFields,
  $set: addFields,
  $unset: unset,
  $replaceRoot: (documents, spec, context) => replaceRoot(documents, fieldOf(spec.bytes, 'newRoot') ?? spec, context),
  $replaceWith: replaceRoot,
  $unwind: unwind,
  $group: group,
  $sortByCount: sortByCount,
  $bucket: bucket,
  $count: (documents, spec) => counted(documents, String(plainOf(spec))),
  $sample: (documents, spec) => sampled(documents, Number(plainDoc(document('$sample', spec)).size)),
  $lookup: lookup,
  $unionWith: unionWith,
  $facet: facet,
  $out: out,
  $merge: merge,
};

/** The document that a stage takes. */
export function document(name: string, spec: RawValue): Buffer {
  if (spec.type === Type.document) return spec.bytes;
  throw new MongodError('FailedToParse', `the ${name} stage specification must be an object`);
}

function documents(spec: RawValue): Buffer[] {
  if (spec.type === Type.array) return itemsOf(spec).map((item) => document('$documents', item));
  throw new MongodError('FailedToParse', 'the $documents stage specification must be an array');
}

function count(name: string, spec: RawValue, least: number): number {
  const value = isNumber(spec.type) ? Number(plainOf(spec)) : Number.NaN;
  if (Number.isInteger(value) && value >= least) return value;
  const isNegative = value < 0 || value === 0;
  throw new MongodError(
    name === '$limit' && isNegative ? 'Location15958' : 'Location5107201',
    `invalid argument to ${name} stage: ${String(plainOf(spec))}`,
  );
}

function* filtered(
  documents: Iterable<Buffer>,
  spec: RawValue,
  { order, variables = {} }: PipelineContext,
): Generator<Buffer> {
  const matches = compileFilter(document('$match', spec), { order, variables });
  for (const one of documents) if (matches(one)) yield one;
}

export function* limited(documents: Iterable<Buffer>, limit: number): Generator<Buffer> {
  let left = limit;
  if (left <= 0) return;
  for (const one of documents) {
    yield one;
    left -= 1;
    if (left === 0) return;
  }
}

export function* skipped(documents: Iterable<Buffer>, skip: number): Generator<Buffer> {
  let left = skip;
  for (const one of documents) {
    if (left > 0) left -= 1;
    else yield one;
  }
}

function* projected(
  documents: Iterable<Buffer>,
  spec: RawValue,
  { variables = {} }: PipelineContext,
): Generator<Buffer> {
  const fields = document('$project', spec);
  if (fields.length === 5)
    throw new MongodError('Location51272', 'Invalid $project :: projection specification must have at least one field');
  const project = compileProjection(fields, { variables });
  for (const one of documents) yield project(one);
}

/** Nothing at all for no documents, as in the server. */
function* counted(documents: Iterable<Buffer>, name: string): Generator<Buffer> {
  let number = 0;
  for (const _ of documents) number += 1;
  if (number > 0) yield rawDoc({ [name]: rawOf(number) });
}

function sampled(documents: Iterable<Buffer>, size: number): Buffer[] {
  const pool = [...documents];
  const wanted = Math.min(size, pool.length);
  for (let at = 0; at < wanted; at++) {
    const other = randomInt(at, pool.length);
    const [a, b] = [pool[at], pool[other]];
    if (a !== undefined && b !== undefined) [pool[at], pool[other]] = [b, a];
  }
  return pool.slice(0, wanted);
}
