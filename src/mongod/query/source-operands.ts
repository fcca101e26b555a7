import { z } from 'zod';
import { elementsOf, plainDoc, plainOf, type RawValue } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { fitting } from '../fitting.ts';
import { type CodeName, MongodError } from '../mongod-error.ts';

/** mongodb/mongo, src/mongo/db/pipeline/storage_stats_spec.idl and document_source_coll_stats.idl */
const CollStats = z.strictObject({
  latencyStats: z.undefined('the sandbox measures no latencies').optional(),
  storageStats: z
    .strictObject({
      scale: z.number().min(1).optional(),
      verbose: z.boolean().optional(),
      waitForLock: z.boolean().optional(),
      numericOnly: z.boolean().optional(),
    })
    .optional(),
  count: z.strictObject({}).optional(),
  queryExecStats: z.strictObject({}).optional(),
});
type CollStats = z.infer<typeof CollStats>;

/** The options of `$collStats` (document_source_coll_stats.cpp). */
export function collStatsOptions(operand: RawValue): CollStats {
  refuseIf(operand.type !== Type.document, 'Location5447000', '$collStats must take a nested object');
  return fitting(CollStats, plainOf(operand), '$collStats');
}

const operationFlags = new Set(
  'allUsers idleConnections idleSessions localOps truncateOps idleCursors backtrace targetAllNodes'.split(' '),
);

/** The options of `$currentOp` (document_source_current_op.cpp). */
export function currentOpOptions(operand: RawValue): Readonly<Record<string, unknown>> {
  const refused = (isWrong: boolean, what: string) => refuseIf(isWrong, 'FailedToParse', what);
  refused(operand.type !== Type.document, '$currentOp options must be specified in an object');
  for (const { name, value } of elementsOf(operand.bytes)) {
    refused(!operationFlags.has(name), `Unrecognized option '${name}' in $currentOp stage.`);
    refused(value.type !== Type.bool, `The '${name}' parameter of the $currentOp stage must be a boolean value`);
  }
  return plainDoc(operand.bytes);
}

const QuerySettings = z.strictObject({ showDebugQueryShape: z.boolean().optional() });

/** document_source_query_settings.cpp and .idl */
export function checkQuerySettings(operand: RawValue): void {
  refuseIf(operand.type !== Type.document, 'Location7746801', '$querySettings stage expects a document as argument');
  fitting(QuerySettings, plainOf(operand), '$querySettings');
}

/** Throws for anything but an empty document. */
export function refuseOptions(name: string, { type, bytes }: RawValue, code: CodeName): void {
  const isEmpty = type === Type.document && bytes.length === 5;
  refuseIf(!isEmpty, code, `The ${name} stage specification must be an empty object`);
}

function refuseIf(isWrong: boolean, code: CodeName, message: string): void {
  if (isWrong) throw new MongodError(code, message);
}
