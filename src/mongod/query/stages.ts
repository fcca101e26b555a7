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
import { compileFilter, type Filter } from './match.ts';
import { merge } from './merge.ts';
import { out } from './out.ts';
import type { CompileStage, Flow, PipelineContext, PipelineScope } from './pipeline-context.ts';
import { plainStage } from './plain-stages.ts';
import { compileProjection } from './project.ts';
import { addFields, each, replaceRoot, replaceWith, unset, unwind } from './reshape.ts';
import type { ScanOptions } from './scan.ts';
import { type SortKey, sorted, sortKeys } from './sort.ts';

type SourceStage = (spec: RawValue, context: PipelineContext) => Iterable<Buffer>;

/** Stages that make documents instead of taking them; they look at their operand when they are run. */
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

/** Stages that change documents or their number. All but the plain ones pass on what they do not change as it is stored. */
export const streamStages: Readonly<Record<string, CompileStage>> = {
  // The events come to it as documents.
  $changeStream: () => (events) => events,
  $limit(spec) {
    const limit = count('$limit', spec, 1);
    return (documents) => limited(documents, limit);
  },
  $skip(spec) {
    const skip = count('$skip', spec, 0);
    return (documents) => skipped(documents, skip);
  },
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
  $count(spec) {
    const name = countName(spec);
    return (documents) => counted(documents, name);
  },
  $sample(spec) {
    const size = sampleSize(spec);
    return (documents) => sampled(documents, size);
  },
  $lookup: lookup,
  $unionWith: unionWith,
  $facet: facet,
  $graphLookup: plainStage('$graphLookup'),
  $redact: plainStage('$redact'),
  $out: out,
  $merge: merge,
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

function* filtered(documents: Iterable<Buffer>, fits: Filter): Generator<Buffer> {
  for (const one of documents) if (fits(one)) yield one;
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

function projected(spec: RawValue, { context: { variables = {} } }: PipelineScope): Flow {
  const fields = document('$project', spec);
  if (fields.length === 5)
    throw new MongodError('Location51272', 'Invalid $project :: projection specification must have at least one field');
  return each(compileProjection(fields, { variables }));
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
