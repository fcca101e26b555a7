import { docOf, plainDoc, plainOf, type RawElement, serialize } from '../bson/raw.ts';
import { MongodError } from '../mongod-error.ts';
import { mingo } from './mingo.ts';
import type { PipelineContext, PipelineRunner } from './pipeline-context.ts';

/** Stages that mingo computes on plain values: a double without a fraction comes back as an int. */
export const plainStageNames: ReadonlySet<string> = new Set(['$graphLookup', '$redact']);

export function* plainStages(
  { server, db, variables = {}, order }: PipelineContext,
  documents: Iterable<Buffer>,
  stages: readonly RawElement[],
  runner: PipelineRunner,
): Generator<Buffer> {
  const names = stages.map(({ name }) => name).join(', ');
  if (order !== undefined) throw new MongodError('BadValue', `the sandbox computes ${names} without a collation`);
  const { Aggregator } = mingo();
  const aggregator = new Aggregator(
    stages.map((stage) => plainDoc(docOf([stage]))),
    {
      collectionResolver: (name: string) => Array.from(runner.run({ server, db, ns: `${db}.${name}` }, []), plainDoc),
      variables: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, plainOf(value)])),
      scriptEnabled: false,
    },
  );
  try {
    for (const document of aggregator.run(Array.from(documents, plainDoc))) yield serialize(document);
  } catch (error) {
    if (!(error instanceof Error) || error instanceof MongodError) throw error;
    throw new MongodError('BadValue', `${names}: ${error.message}`);
  }
}
