import { docOf, fieldOf, itemsOf, plainDoc, type RawValue, serialize } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { operationRows } from '../commands/operations.ts';
import { sessionRows } from '../commands/session-rows.ts';
import { MongodError } from '../mongod-error.ts';
import { distribution, indexDocuments, statisticsDocuments } from '../sharding/parts.ts';
import type { PipelineContext } from './pipeline-context.ts';
import { document } from './pipeline-stages.ts';
import { compileProjection } from './project.ts';
import { checkQuerySettings, collStatsOptions, currentOpOptions, refuseOptions } from './source-operands.ts';

/** Reads the operand of a stage and throws for what is wrong in it; the answer makes the documents, each time anew. */
type CompileSource = (spec: RawValue, context: PipelineContext) => () => Iterable<Buffer>;

/** Stages that make documents instead of taking them. */
export const sourceStages: Readonly<Record<string, CompileSource>> = {
  $collStats(spec, { server, ns }) {
    const options = collStatsOptions(spec);
    return () => statisticsDocuments(server, ns, options).map(serialize);
  },
  $indexStats(spec, { server, ns }) {
    // document_source_index_stats.h
    refuseOptions('$indexStats', spec, 'Location28803');
    return () => indexDocuments(server, ns);
  },
  $shardedDataDistribution(spec, { server }) {
    // document_source_sharded_data_distribution.cpp
    refuseOptions('$shardedDataDistribution', spec, 'Location6789100');
    return () => distribution(server).map(serialize);
  },
  $documents: documents,
  $listSearchIndexes() {
    throw noSearch();
  },
  $querySettings(spec) {
    checkQuerySettings(spec);
    // Nobody can set any here.
    return () => [];
  },
  $currentOp(spec, { server }) {
    const options = currentOpOptions(spec);
    return () => operationRows(server, options);
  },
  $listLocalSessions(spec, { server }) {
    const options = plainDoc(document('$listLocalSessions', spec));
    return () => sessionRows(server, options);
  },
};

/** What a server answers that has no Search beside it (error_codes.yml, SearchNotEnabled). */
function noSearch(): MongodError {
  return new MongodError(
    'SearchNotEnabled',
    'Using Atlas Search Database Commands and the $listSearchIndexes aggregation stage requires additional configuration. Please connect to Atlas or an AtlasCLI local deployment to enable. For more information on how to connect, see https://dochub.mongodb.org/core/atlas-cli-deploy-local-reqs',
  );
}

const noDocument = docOf([]);

/** A `$project` of no document, an `$unwind` and a `$replaceRoot` (mongodb/mongo, src/mongo/db/pipeline/document_source_documents.cpp). */
function documents(spec: RawValue, { server, variables, order }: PipelineContext): () => Buffer[] {
  const project = compileProjection(docOf([{ name: 'made', value: spec }]), { server, variables, order });
  return () => {
    const made = fieldOf(project(noDocument), 'made');
    if (made?.type !== Type.array) throw new MongodError('Location5858203', 'an array is expected');
    return itemsOf(made).map(({ type, bytes }) => {
      if (type === Type.document) return bytes;
      throw new MongodError('Location40228', "'newRoot' expression must evaluate to an object");
    });
  };
}
