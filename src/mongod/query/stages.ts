import { randomInt } from 'node:crypto';
import { elementsOf, itemsOf, plainDoc, plainOf, type RawValue, rawDoc, rawOf, serialize } from '../bson/raw.ts';
import { isNumber, Type } from '../bson/type.ts';
import { operationRows } from '../commands/operations.ts';
import { sessionRows } from '../commands/session-rows.ts';
import { type CodeName, MongodError } from '../mongod-error.ts';
import { majorVersion, type Server } from '../server.ts';
import { distribution, indexDocuments, statisticsDocuments } from '../sharding/parts.ts';
import { bucket } from './bucket.ts';
import { group, sortByCount } from './group.ts';
import { facet, lookup, unionWith } from './joins.ts';
import { compileFilter } from './match.ts';
import { merge, mergingOf } from './merge.ts';
import { checkOut, out } from './out.ts';
import type { PipelineContext, PipelineRunner } from './pipeline-context.ts';
import { compileProjection } from './project.ts';
import { addFields, newRootOf, replaceRoot, unset, unwind } from './reshape.ts';
import { type SortKey, sorted, sortKeys } from './sort.ts';

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
  $listSearchIndexes: () => {
    throw noSearch();
  },
  $querySettings: (_, { server }) => querySettings(server),
  $currentOp: (spec, { server }) => operationRows(server, plainDoc(document('$currentOp', spec))),
  $listLocalSessions: (spec, { server }) => sessionRows(server, plainDoc(document('$listLocalSessions', spec))),
};

/** Nobody can set any here. They came with 8.0. */
function querySettings(server: Server): Buffer[] {
  if (majorVersion(server) >= 8) return [];
  throw new MongodError('Location40324', "Unrecognized pipeline stage name: '$querySettings'");
}

/** Stages that pass documents on as they are stored. */
export const streamStages: Readonly<Record<string, StreamStage>> = {
  $match: filtered,
  $sort: (documents, spec, { order }) => sorted(documents, sortStageKeys(spec), order),
  $limit: (documents, spec) => limited(documents, count('$limit', spec, 1)),
  $skip: (documents, spec) => skipped(documents, count('$skip', spec, 0)),
  $project: projected,
  $addFields: addFields,
  $set: addFields,
  $unset: unset,
  $replaceRoot: (documents, spec, context) => replaceRoot(documents, newRootOf(spec), context),
  $replaceWith: replaceRoot,
  $unwind: unwind,
  $group: group,
  $sortByCount: sortByCount,
  $bucket: bucket,
  $count: (documents, spec) => counted(documents, countName(spec)),
  $sample: (documents, spec) => sampled(documents, sampleSize(spec)),
  $lookup: lookup,
  $unionWith: unionWith,
  $facet: facet,
  $out: out,
  $merge: merge,
};

/** What looks at the operands of the stages that write, which cannot be tried out. */
export const writingStages: Readonly<Record<string, (spec: RawValue, context: PipelineContext) => void>> = {
  $out: checkOut,
  $merge: mergingOf,
};

/** What a stage answers that takes a document and gets none; `$match` and the others throw these in MongoDB's document_source_*.cpp. */
const noDocument: Readonly<Record<string, CodeName>> = {
  $match: 'Location15959',
  $project: 'Location15969',
  $sort: 'Location15973',
  $sample: 'Location28745',
};

/** What a server answers that has no Search beside it (error_codes.yml, SearchNotEnabled). */
function noSearch(): MongodError {
  return new MongodError(
    'SearchNotEnabled',
    'Using Atlas Search Database Commands and the $listSearchIndexes aggregation stage requires additional configuration. Please connect to Atlas or an AtlasCLI local deployment to enable. For more information on how to connect, see https://dochub.mongodb.org/core/atlas-cli-deploy-local-reqs',
  );
}

/** The document that a stage takes. */
export function document(name: string, spec: RawValue): Buffer {
  if (spec.type === Type.document) return spec.bytes;
  throw new MongodError(noDocument[name] ?? 'FailedToParse', `the ${name} stage specification must be an object`);
}

function sortStageKeys(spec: RawValue): SortKey[] {
  const keys = sortKeys(document('$sort', spec));
  if (keys.length > 0) return keys;
  throw new MongodError('Location15976', '$sort stage must have at least one sort key');
}

/** The name of the field that `$count` makes (document_source_count.cpp). */
function countName(spec: RawValue): string {
  const name = plainOf(spec);
  const refused = (code: CodeName, what: string) => new MongodError(code, `the count field ${what}`);
  if (typeof name !== 'string') throw refused('Location40156', 'must be a non-empty string');
  if (name === '') throw refused('Location40157', 'must be a non-empty string');
  if (name.startsWith('$')) throw refused('Location40158', 'cannot be a $-prefixed path');
  if (name.includes('\0')) throw refused('Location40159', 'cannot contain a null byte');
  if (name.includes('.')) throw refused('Location40160', "cannot contain '.'");
  return name;
}

/** How many documents `$sample` takes (document_source_sample.cpp). */
function sampleSize(spec: RawValue): number {
  const fields = elementsOf(document('$sample', spec));
  const unknown = fields.find(({ name }) => name !== 'size');
  if (unknown !== undefined) {
    throw new MongodError('Location28748', `unrecognized option to $sample: ${unknown.name}`);
  }
  const [size] = fields;
  if (size === undefined) throw new MongodError('Location28749', '$sample stage must specify a size');
  if (!isNumber(size.value.type)) throw new MongodError('Location28746', 'size argument to $sample must be a number');
  const value = Number(plainOf(size.value));
  if (value >= 0) return value;
  throw new MongodError('Location28747', 'size argument to $sample must not be negative');
}

function documents(spec: RawValue): Buffer[] {
  if (spec.type === Type.array) return itemsOf(spec).map((item) => document('$documents', item));
  throw new MongodError('FailedToParse', 'the $documents stage specification must be an array');
}

function count(name: string, spec: RawValue, least: number): number {
  const value = isNumber(spec.type) ? Number(plainOf(spec)) : Number.NaN;
  if (Number.isInteger(value) && value >= least) return value;
  if (name === '$limit' && value === 0) throw new MongodError('Location15958', 'the limit must be positive');
  // mongodb/mongo, src/mongo/db/pipeline: document_source_limit.cpp and document_source_skip.cpp
  throw new MongodError(
    name === '$limit' ? 'Location5107201' : 'Location5107200',
    `invalid argument to ${name} stage: Expected a non-negative whole number in: ${name}: ${String(plainOf(spec))}`,
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
