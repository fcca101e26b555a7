import { randomInt } from 'node:crypto';
import { plainDoc, plainOf, type RawValue, rawDoc, rawOf, serialize } from '../bson/raw.ts';
import { operationRows } from '../commands/operations.ts';
import { MongodError } from '../mongod-error.ts';
import { collectionStatistics, indexStatistics } from '../storage/statistics.ts';
import { collectionForWrite, deleteDocument, insertDocument } from '../storage/writes.ts';
import { compileFilter } from './match.ts';
import { merge } from './merge.ts';
import type { PipelineContext } from './pipeline.ts';
import { compileProjection } from './project.ts';
import { sorted, sortKeys } from './sort.ts';

type SourceStage = (spec: RawValue, context: PipelineContext) => Iterable<Buffer>;
type StreamStage = (documents: Iterable<Buffer>, spec: RawValue, context: PipelineContext) => Iterable<Buffer>;

/** Stages that make documents instead of taking them. */
export const sourceStages: Readonly<Record<string, SourceStage>> = {
  $collStats: (spec, { server, ns }) => [serialize(collectionStatistics(server, ns, plainDoc(spec.bytes)))],
  $indexStats: (_, { server, ns }) => indexStatistics(server, ns),
  $currentOp: (spec, { server }) => operationRows(server, plainDoc(spec.bytes)),
};

/** Stages that pass documents on as they are stored. */
export const streamStages: Readonly<Record<string, StreamStage>> = {
  $match: (documents, spec) => filtered(documents, spec),
  $sort: (documents, spec) => sorted(documents, sortKeys(spec.bytes)),
  $limit: (documents, spec) => limited(documents, Number(plainOf(spec))),
  $skip: (documents, spec) => skipped(documents, Number(plainOf(spec))),
  $project: (documents, spec) => projected(documents, spec.bytes),
  $count: (documents, spec) => counted(documents, String(plainOf(spec))),
  $sample: (documents, spec) => sampled(documents, Number(plainDoc(spec.bytes).size)),
  $out: (documents, spec, context) => written(documents, spec, context),
  $merge: (documents, spec, context) => merge(documents, spec, context),
};

function* filtered(documents: Iterable<Buffer>, spec: RawValue): Generator<Buffer> {
  const matches = compileFilter(spec.bytes);
  for (const document of documents) if (matches(document)) yield document;
}

export function* limited(documents: Iterable<Buffer>, limit: number): Generator<Buffer> {
  let left = limit;
  if (left <= 0) return;
  for (const document of documents) {
    yield document;
    left -= 1;
    if (left === 0) return;
  }
}

export function* skipped(documents: Iterable<Buffer>, skip: number): Generator<Buffer> {
  let left = skip;
  for (const document of documents) {
    if (left > 0) left -= 1;
    else yield document;
  }
}

function* projected(documents: Iterable<Buffer>, spec: Buffer): Generator<Buffer> {
  const project = compileProjection(spec);
  for (const document of documents) yield project(document);
}

/** Nothing at all for no documents, as in the server. */
function* counted(documents: Iterable<Buffer>, name: string): Generator<Buffer> {
  let count = 0;
  for (const _ of documents) count += 1;
  if (count > 0) yield rawDoc({ [name]: rawOf(count) });
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

function written(documents: Iterable<Buffer>, spec: RawValue, { server, db }: PipelineContext): Buffer[] {
  const isText = typeof plainOf(spec) === 'string';
  const target = isText ? { db, coll: plainOf(spec) } : plainDoc(spec.bytes);
  if (typeof target.coll !== 'string') throw new MongodError('FailedToParse', '$out needs a collection');
  const results = [...documents];
  const collection = collectionForWrite(server, `${String(target.db)}.${target.coll}`);
  for (const idKey of [...collection.keys()]) {
    const document = collection.get(idKey);
    if (document !== undefined) deleteDocument(server, collection, idKey, document);
  }
  for (const document of results) insertDocument(server, collection, document);
  return [];
}
