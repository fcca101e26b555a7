import { z } from 'zod';
import { elementsOf, fieldOf, plainOf, type RawElement, type RawValue } from '../bson/raw.ts';
import { isNumber, Type } from '../bson/type.ts';
import { fitting } from '../fitting.ts';
import { type CodeName, MongodError } from '../mongod-error.ts';
import { namesIn } from './field-path.ts';

type Check = (operand: RawValue) => void;

/** Throws what the server answers to an operand that is none, of stages that do not look at it themselves. */
export function checkStageOperand({ name, value }: RawElement): void {
  if (Object.hasOwn(checks, name)) checks[name]?.(value);
}

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

const operationFlags = new Set(
  'allUsers idleConnections idleSessions localOps truncateOps idleCursors backtrace targetAllNodes'.split(' '),
);

const checks: Readonly<Record<string, Check>> = {
  $collStats: (operand) => {
    // document_source_coll_stats.cpp
    refuseIf(operand.type !== Type.document, 'Location5447000', '$collStats must take a nested object');
    fitting(CollStats, plainOf(operand), '$collStats');
  },
  // document_source_index_stats.h and document_source_sharded_data_distribution.cpp
  $indexStats: empty('$indexStats', 'Location28803'),
  $shardedDataDistribution: empty('$shardedDataDistribution', 'Location6789100'),
  $currentOp: (operand) => {
    // document_source_current_op.cpp
    const refused = (isWrong: boolean, what: string) => refuseIf(isWrong, 'FailedToParse', what);
    refused(operand.type !== Type.document, '$currentOp options must be specified in an object');
    for (const { name, value } of elementsOf(operand.bytes)) {
      refused(!operationFlags.has(name), `Unrecognized option '${name}' in $currentOp stage.`);
      refused(value.type !== Type.bool, `The '${name}' parameter of the $currentOp stage must be a boolean value`);
    }
  },
  $graphLookup: checkGraphLookup,
};

function empty(name: string, code: CodeName): Check {
  return ({ type, bytes }) => {
    const isEmpty = type === Type.document && bytes.length === 5;
    refuseIf(!isEmpty, code, `The ${name} stage specification must be an empty object`);
  };
}

function refuseIf(isWrong: boolean, code: CodeName, message: string): void {
  if (isWrong) throw new MongodError(code, message);
}

const texts = ['from', 'as', 'connectFromField', 'connectToField', 'depthField'];
const required = ['from', 'as', 'startWith', 'connectFromField', 'connectToField'];

/** document_source_graph_lookup.cpp */
function checkGraphLookup(operand: RawValue): void {
  refuseIf(operand.type !== Type.document, 'FailedToParse', 'the $graphLookup stage specification must be an object');
  const field = (name: string) => fieldOf(operand.bytes, name);
  refuseIf(field('from') === undefined, 'FailedToParse', "missing 'from' option to $graphLookup stage specification");
  for (const { name, value } of elementsOf(operand.bytes)) {
    if (texts.includes(name)) {
      refuseIf(value.type !== Type.string, 'Location40103', `expected string as argument for ${name}`);
      if (name !== 'from') namesIn(String(plainOf(value)));
    } else if (name === 'maxDepth') {
      const depth = Number(plainOf(value));
      refuseIf(!isNumber(value.type), 'Location40100', 'maxDepth must be numeric');
      refuseIf(depth < 0, 'Location40101', 'maxDepth requires a nonnegative argument');
      refuseIf(!Number.isInteger(depth), 'Location40102', 'maxDepth could not be represented as a long long');
    } else if (name === 'restrictSearchWithMatch') {
      refuseIf(value.type !== Type.document, 'Location40185', 'restrictSearchWithMatch must be an object');
    } else refuseIf(name !== 'startWith', 'Location40104', `Unknown argument to $graphLookup: ${name}`);
  }
  const isWhole = required.every((name) => field(name) !== undefined);
  refuseIf(!isWhole, 'Location40105', `$graphLookup requires ${required.join(', ')} to be specified.`);
}
