import { Timestamp } from 'mongodb';
import { z } from 'zod';
import { elementsOf, fieldOf, itemsOf, rawDoc, rawOf } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { fitting } from '../fitting.ts';
import { MongodError } from '../mongod-error.ts';
import type { Call, Command } from './command.ts';

/** mongodb/mongo, src/mongo/db/repl/read_concern.idl */
const ReadConcern = z.strictObject({
  level: z.enum(['local', 'available', 'majority', 'linearizable', 'snapshot']).optional(),
  afterClusterTime: z.instanceof(Timestamp).optional(),
  atClusterTime: z.instanceof(Timestamp).optional(),
  afterOpTime: z.unknown().optional(),
  provenance: z.string().optional(),
});

/** mongodb/mongo, src/mongo/db/write_concern_options.idl */
const WriteConcern = z.strictObject({
  w: z.union([z.string(), z.number()]).optional(),
  wtimeout: z.number().optional(),
  j: z.union([z.boolean(), z.number()]).optional(),
  fsync: z.union([z.boolean(), z.number()]).optional(),
  provenance: z.string().optional(),
});

/** Throws where a concern is none that there is, or none that the command can have. */
export function checkConcerns(call: Call, name: string, command: Command): void {
  const { args } = call;
  const concern = args.readConcern ? fitting(ReadConcern, args.readConcern, 'readConcern') : {};
  const { level } = concern;
  checkTimes(call, concern);
  const w = args.writeConcern && fitting(WriteConcern, args.writeConcern, 'writeConcern').w;
  if (typeof w === 'number' && (w < 0 || w > 50)) {
    throw new MongodError('FailedToParse', 'w has to be a non-negative number and not greater than 50');
  }
  if (args.autocommit === undefined) checkLevel(call, name, command, level);
  else if (name !== 'commitTransaction' && name !== 'abortTransaction') checkInTransaction(call, level);
}

/** mongodb/mongo, src/mongo/db/repl/read_concern_args.cpp and read_concern_mongod.cpp */
function checkTimes({ server }: Call, { level, afterClusterTime, atClusterTime }: z.infer<typeof ReadConcern>): void {
  const refused = (what: string) => new MongodError('InvalidOptions', `readConcern ${what}`);
  if (afterClusterTime !== undefined && atClusterTime !== undefined) {
    throw refused('takes afterClusterTime or atClusterTime, and not both');
  }
  if (atClusterTime !== undefined && level !== 'snapshot') {
    throw refused("atClusterTime is only allowed with level 'snapshot'");
  }
  const [name, time] =
    afterClusterTime === undefined ? ['atClusterTime', atClusterTime] : ['afterClusterTime', afterClusterTime];
  if (time === undefined || time.toBigInt() <= server.oplog.lastTs()) return;
  throw refused(`${name} value must not be greater than the current clusterTime`);
}

const readingAtOnce = new Set(['find', 'aggregate', 'distinct']);
/** A getMore goes on as its cursor was opened. */
const takingSnapshot = new Set([...readingAtOnce, 'getMore']);

type Level = z.infer<typeof ReadConcern>['level'];

/** mongodb/mongo, src/mongo/db/read_concern_support_result.h and src/mongo/db/commands/run_aggregate.cpp */
function checkLevel({ body }: Call, name: string, { isWrite }: Command, level: Level): void {
  if (level === undefined) return;
  const refused = (what: string) => new MongodError('InvalidOptions', what);
  const { first, last } = endsOf(body);
  if (first === '$changeStream' && level !== 'majority') {
    throw refused(`$changeStream cannot run with a readConcern other than 'majority', but it is '${level}'`);
  }
  if (level === 'linearizable' && isWritingStage(last)) {
    throw refused(`${last} cannot be used with a 'linearizable' read concern level`);
  }
  if ((level === 'snapshot' && !takingSnapshot.has(name)) || (isWrite && level !== 'local')) {
    throw refused(`Command ${name} does not support { readConcern: { level: "${level}" } }`);
  }
}

const inTransactions = new Set<Level>([undefined, 'local', 'majority', 'snapshot']);

/** mongodb/mongo, src/mongo/db/service_entry_point_common.cpp */
function checkInTransaction({ args }: Call, level: Level): void {
  const refused = (what: string) => new MongodError('InvalidOptions', what);
  if (args.writeConcern !== undefined) {
    throw refused('writeConcern is not allowed within a multi-statement transaction');
  }
  if (args.readConcern !== undefined && args.startTransaction !== true) {
    throw refused('Only the first command in a transaction may specify a readConcern');
  }
  if (inTransactions.has(level)) return;
  throw refused(
    "The readConcern level must be either 'local' (default), 'majority' or 'snapshot' in order to run in a transaction",
  );
}

/** The names of the first and the last stage of a pipeline, where there is one. */
function endsOf(body: Buffer): { readonly first?: string | undefined; readonly last?: string | undefined } {
  const pipeline = fieldOf(body, 'pipeline');
  if (pipeline?.type !== Type.array) return {};
  const stages = itemsOf(pipeline).filter(({ type }) => type === Type.document);
  const [first, last] = [stages[0], stages.at(-1)].map((stage) => stage && elementsOf(stage.bytes)[0]?.name);
  return { first, last };
}

function isWritingStage(name: string | undefined): boolean {
  return name === '$out' || name === '$merge';
}

/** The time that a read outside of transactions is to be as of; `undefined` where it is of now. */
export function snapshotTime({ server, args }: Call, name: string): bigint | undefined {
  if (!readingAtOnce.has(name) || args.autocommit !== undefined || args.readConcern?.level !== 'snapshot')
    return undefined;
  const at: unknown = args.readConcern.atClusterTime;
  return at instanceof Timestamp ? at.toBigInt() : server.oplog.lastTs();
}

/** What a write adds to its answer where the set, which has one member, can never meet the concern. */
export function unmetConcern({ args, body }: Call, name: string, command: Command): Buffer | undefined {
  const w: unknown = args.writeConcern?.w;
  if (w === undefined) return undefined;
  if (!command.isWrite && !(name === 'aggregate' && isWritingStage(endsOf(body).last))) return undefined;
  if (typeof w === 'number' && w > 1) {
    return errorOf(new MongodError('UnsatisfiableWriteConcern', 'Not enough data-bearing nodes'));
  }
  if (typeof w !== 'string' || w === 'majority') return undefined;
  return errorOf(
    new MongodError('UnknownReplWriteConcern', `No write concern mode named '${w}' found in replica set configuration`),
  );
}

function errorOf({ code, codeName, message }: MongodError): Buffer {
  return rawDoc({ writeConcernError: rawOf({ code, codeName, errmsg: message, errInfo: {} }) });
}
