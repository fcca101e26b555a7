import { Timestamp } from 'mongodb';
import { z } from 'zod';
import { fieldOf, plainOf, type RawValue, serialize } from '../bson/raw.ts';
import { fitting } from '../fitting.ts';
import { MongodError } from '../mongod-error.ts';
import { type Batch, type BatchRequest, type Cursor, maxBsonBytes } from '../query/cursors.ts';
import { type Flow, nowhere, type PipelineContext } from '../query/pipeline-context.ts';
import { majorVersion, type Server } from '../server.ts';
import { within } from '../waiting.ts';
import { type ChangeEvent, type EventOptions, eventsOf, type Scope } from './events.ts';
import { noteIdleness } from './idle-note.ts';
import { isAfter, type Position, place, positionOf, tokenOf } from './resume-token.ts';

const Spec = z.strictObject({
  fullDocument: z.enum(['default', 'updateLookup'], 'the sandbox keeps no post-images').default('default'),
  fullDocumentBeforeChange: z.literal('off', 'the sandbox keeps no pre-images').optional(),
  startAtOperationTime: z.instanceof(Timestamp).optional(),
  resumeAfter: z.unknown().optional(),
  startAfter: z.unknown().optional(),
  allChangesForCluster: z.boolean().default(false),
  showExpandedEvents: z.boolean().default(false),
});
type Spec = z.infer<typeof Spec>;

/**
 * A cursor over the changes after a point, built from the oplog. `operand` is that of `$changeStream`, `stages` what comes behind it.
 * Throws ChangeStreamHistoryLost, at once or later, when the oplog no longer reaches back to where the stream stands.
 */
export function openChangeStream(context: PipelineContext, operand: RawValue, stages: Flow): Cursor {
  const { server, ns } = context;
  const spec = fitting(Spec, plainOf(operand), '$changeStream');
  if (spec.showExpandedEvents && majorVersion(server) < 6) {
    throw new MongodError('Location40415', "BSON field '$changeStream.showExpandedEvents' is an unknown field.");
  }
  const options = eventOptions(context, spec);
  let position = startOf(server, spec);
  let isOver = false;
  refuseLost(server, position);

  function* shown(event: ChangeEvent): Generator<Buffer> {
    for (const document of stages([event.document])) {
      refuseOtherToken(event.document, document);
      yield document;
    }
  }

  /** Goes on from `position` until the batch is full or the oplog ends. */
  function collect(size: number): Buffer[] {
    // Also after a wait: one large write can push out what this stream has not seen yet.
    refuseLost(server, position);
    const documents: Buffer[] = [];
    let bytes = 0;
    for (const entry of server.oplog.after(position.ts - 1n)) {
      for (const event of eventsOf(entry, options)) {
        if (isOver || !isAfter(event.position, position)) continue;
        const found = [...shown(event)];
        bytes += found.reduce((sum, document) => sum + document.length, 0);
        if (documents.length >= size || (documents.length > 0 && bytes > maxBsonBytes)) return documents;
        documents.push(...found);
        position = event.position;
        isOver = event.isInvalidate;
      }
      if (isOver) return documents;
      const end = { ts: entry.ts, place: place.afterEntry };
      if (isAfter(end, position)) position = end;
    }
    return documents;
  }

  async function next({ size, waitMs, signals }: BatchRequest): Promise<Batch> {
    let documents = collect(size);
    if (documents.length === 0 && !isOver && waitMs > 0) {
      await within(waitMs, signals, async (deadline) => {
        while (documents.length === 0 && !isOver && !deadline.aborted) {
          await server.oplog.waitForWrite(deadline);
          documents = collect(size);
        }
      });
      if (documents.length === 0 && !isOver) {
        noteIdleness(server);
        documents = collect(size);
      }
    }
    return { documents, isExhausted: isOver, resumeToken: serialize(tokenOf(position)) };
  }

  return { ns, next };
}

/** Without its token nobody could go on after the event (mongodb/mongo, src/mongo/db/pipeline/change_stream_invalidation_info.h). */
function refuseOtherToken(event: Buffer, document: Buffer): void {
  const [token, left] = [fieldOf(event, '_id'), fieldOf(document, '_id')];
  if (token !== undefined && left?.type === token.type && left.bytes.equals(token.bytes)) return;
  throw new MongodError(
    'ChangeStreamFatalError',
    'Encountered an event whose _id field, which contains the resume token, was modified by the pipeline. Modifying the _id field of an event makes it impossible to resume the stream from that point. Only transformations that retain the unmodified _id field are allowed.',
    { errorLabels: ['NonResumableChangeStreamError'] },
  );
}

function eventOptions({ server, db, ns }: PipelineContext, spec: Spec): EventOptions {
  const scope = scopeOf(db, ns, spec);
  const { showExpandedEvents } = spec;
  if (spec.fullDocument === 'default') return { scope, showExpandedEvents };
  return { scope, showExpandedEvents, lookup: (of, documentKey) => currentDocument(server, of, documentKey) };
}

function scopeOf(db: string, ns: string, spec: Spec): Scope {
  if (spec.allChangesForCluster) {
    if (db !== 'admin') throw new MongodError('InvalidOptions', 'allChangesForCluster needs the admin database');
    return { kind: 'cluster' };
  }
  // mongodb/mongo, src/mongo/db/pipeline/document_source_change_stream.cpp
  if (['admin', 'config', 'local'].includes(db)) {
    throw new MongodError('InvalidNamespace', `$changeStream may not be opened on the internal ${db} database`);
  }
  if (ns.startsWith(`${db}.system.`)) {
    throw new MongodError('InvalidNamespace', `$changeStream may not be opened on the internal ${ns} collection`);
  }
  return ns === nowhere(db) ? { kind: 'database', db } : { kind: 'collection', ns };
}

function currentDocument(server: Server, ns: string, documentKey: Buffer): Buffer | undefined {
  const entry = server.catalog.get(ns);
  return entry === undefined || entry.type === 'view' ? undefined : entry.get(entry.idKeyOf(documentKey) ?? '');
}

function startOf(server: Server, spec: Spec): Position {
  const token = spec.resumeAfter ?? spec.startAfter;
  if (token === undefined) {
    const time = spec.startAtOperationTime;
    const ts = time === undefined ? server.oplog.lastTs() : time.toBigInt() - 1n;
    return { ts, place: place.afterEntry };
  }
  const position = positionOf(token);
  if (spec.resumeAfter === undefined || position.place !== place.invalidate) return position;
  throw new MongodError(
    'InvalidResumeToken',
    'Attempting to resume a change stream using resumeAfter on an invalidate token; use startAfter',
  );
}

/** Lost when something was dropped that the stream has not seen. */
function refuseLost(server: Server, position: Position): void {
  const dropped = server.oplog.droppedTs();
  if (dropped < position.ts || (dropped === position.ts && position.place === place.afterEntry)) return;
  throw new MongodError(
    'ChangeStreamHistoryLost',
    'Resume of change stream was not possible, as the resume point may no longer be in the oplog.',
    { errorLabels: ['NonResumableChangeStreamError'] },
  );
}
