import type { RawValue } from '../bson/raw.ts';
import type { TextOrder } from '../bson/text-order.ts';
import type { Server } from '../server.ts';
import type { Index } from '../storage/collection-index.ts';
import type { Variables } from './expression.ts';
import type { Deadline } from './scan.ts';
import type { Place } from './stage-rules.ts';

/** The namespace of a pipeline that reads no collection (mongodb/mongo, src/mongo/db/namespace_string.h). */
export function nowhere(db: string): string {
  return `${db}.$cmd.aggregate`;
}

export interface PipelineContext {
  readonly server: Server;
  readonly db: string;
  /** The collection or view that is read; `nowhere` where there is none. */
  readonly ns: string;
  /** The command's `let`. */
  readonly variables?: Variables | undefined;
  /** Of the collation. */
  readonly order?: TextOrder | undefined;
  readonly hint?: Index;
  readonly deadline?: Deadline;
}

export interface PipelineScope {
  readonly context: PipelineContext;
  /** From the outside in: a stage must be allowed in all of them. */
  readonly places: readonly Place[];
}

/** What becomes of documents in a stage, or in several of them. It can be run again. */
export type Flow = (documents: Iterable<Buffer>) => Iterable<Buffer>;

/** A pipeline in which nothing is wrong. */
export interface Pipeline {
  /**
   * Over the documents of its collection or view, without stages as they are, or over those that its first stage makes.
   * With `join` only over the documents that fit this filter.
   */
  run(join?: Buffer): Iterable<Buffer>;
  /** Over these documents. */
  readonly runOver: Flow;
}

export type CompilePipeline = (pipeline: readonly Buffer[], scope: PipelineScope) => Pipeline;

/**
 * Reads the operand of a stage and throws for what is wrong in it. `compile` is for the stages that hold a pipeline or
 * read another collection; it is handed in, because it knows all stages and they cannot know it.
 */
export type CompileStage = (spec: RawValue, scope: PipelineScope, compile: CompilePipeline) => Flow;
