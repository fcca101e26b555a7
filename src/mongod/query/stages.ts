import { itemsOf, plainDoc, type RawValue, serialize } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { operationRows } from '../commands/operations.ts';
import { sessionRows } from '../commands/session-rows.ts';
import { MongodError } from '../mongod-error.ts';
import { majorVersion, type Server } from '../server.ts';
import { distribution, indexDocuments, statisticsDocuments } from '../sharding/parts.ts';
import { bucket } from './bucket.ts';
import { count, limit, sample, skip } from './cut-stages.ts';
import { group, sortByCount } from './group.ts';
import { facet, lookup, unionWith } from './joins.ts';
import { compileFilter, type Filter } from './match.ts';
import { merge } from './merge.ts';
import { out } from './out.ts';
import type { CompileStage, Flow, PipelineContext, PipelineScope } from './pipeline-context.ts';
import { document } from './pipeline-stages.ts';
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
  $graphLookup: plainStage('$graphLookup'),
  $redact: plainStage('$redact'),
  $out: out,
  $merge: merge,
};

/** What a server answers that has no Search beside it (error_codes.yml, SearchNotEnabled). */
function noSearch(): MongodError {
  return new MongodError(
    'SearchNotEnabled',
    'Using Atlas Search Database Commands and the $listSearchIndexes aggregation stage requires additional configuration. Please connect to Atlas or an AtlasCLI local deployment to enable. For more information on how to connect, see https://dochub.mongodb.org/core/atlas-cli-deploy-local-reqs',
  );
}

function sortStageKeys(spec: RawValue): SortKey[] {
  const keys = sortKeys(document('$sort', spec));
  if (keys.length > 0) return keys;
  throw new MongodError('Location15976', '$sort stage must have at least one sort key');
}

function documents(spec: RawValue): Buffer[] {
  // document_source_documents.cpp, which is a $replaceRoot of each element
  if (spec.type !== Type.array) throw new MongodError('Location5858203', 'an array is expected as $documents');
  return itemsOf(spec).map(({ type, bytes }) => {
    if (type === Type.document) return bytes;
    throw new MongodError('Location40228', "'newRoot' expression must evaluate to an object");
  });
}

function* filtered(documents: Iterable<Buffer>, fits: Filter): Generator<Buffer> {
  for (const one of documents) if (fits(one)) yield one;
}

function projected(spec: RawValue, { context: { variables = {} } }: PipelineScope): Flow {
  const fields = document('$project', spec);
  if (fields.length === 5)
    throw new MongodError('Location51272', 'Invalid $project :: projection specification must have at least one field');
  return each(compileProjection(fields, { variables }));
}
