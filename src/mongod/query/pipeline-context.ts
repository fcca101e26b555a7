import type { TextOrder } from '../bson/text-order.ts';
import type { Server } from '../server.ts';
import type { Index } from '../storage/collection-index.ts';
import type { Variables } from './expression.ts';
import type { Deadline } from './scan.ts';

export interface PipelineContext {
  readonly server: Server;
  readonly db: string;
  /** The collection or view that is read; `db.$cmd.aggregate` where there is none. */
  readonly ns: string;
  /** The command's `let`. */
  readonly variables?: Variables | undefined;
  /** Of the collation. */
  readonly order?: TextOrder | undefined;
  readonly hint?: Index;
  readonly deadline?: Deadline;
}

/**
 * Runs a pipeline. It is handed to the stages that hold one or read another collection, because it knows all stages and
 * they cannot know it.
 */
export interface PipelineRunner {
  /** Over the collection or view of the context; without stages its documents as they are. */
  run(context: PipelineContext, pipeline: readonly Buffer[]): Iterable<Buffer>;
  /** Over these documents. */
  runOver(context: PipelineContext, documents: Iterable<Buffer>, pipeline: readonly Buffer[]): Iterable<Buffer>;
}
