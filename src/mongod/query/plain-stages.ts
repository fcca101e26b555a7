import { docOf, plainDoc, type RawValue, serialize } from '../bson/raw.ts';
import { MongodError } from '../mongod-error.ts';
import { plainVariables } from './expression.ts';
import { mingo } from './mingo.ts';
import type { CompilePipeline, Flow, PipelineScope } from './pipeline-context.ts';

/** A stage that mingo computes on plain values: a double without a fraction comes back as an int. */
export function plainStage(name: string) {
  return (spec: RawValue, { context }: PipelineScope, compile: CompilePipeline): Flow => {
    const { server, db, variables, order } = context;
    if (order !== undefined) throw new MongodError('BadValue', `the sandbox computes ${name} without a collation`);
    const { Aggregator } = mingo();
    const stage = plainDoc(docOf([{ name, value: spec }]));
    const options = { variables: plainVariables(variables), scriptEnabled: false };
    let isChecked = false;
    const collectionResolver = (collection: string) => {
      if (!isChecked) return [];
      const whole = compile([], { context: { server, db, ns: `${db}.${collection}` }, places: [] });
      return Array.from(whole.run(), plainDoc);
    };
    const aggregator = new Aggregator([stage], { ...options, collectionResolver });
    // It looks at the operand when it is run: so it is run over nothing.
    refusing(name, () => aggregator.run([]));
    isChecked = true;
    return function* (documents) {
      const plain = Array.from(documents, plainDoc);
      for (const document of refusing(name, () => aggregator.run(plain))) yield serialize(document);
    };
  };
}

function refusing<Result>(name: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Error) || error instanceof MongodError) throw error;
    throw new MongodError('BadValue', `${name}: ${error.message}`);
  }
}
