import type { InputKey } from '../stages/values.ts';

/** What is to be answered otherwise. */
export interface OtherAnswers {
  /** Asked again, with the answer as the suggestion. */
  readonly again: readonly InputKey[];
  /** What depends on those: as if it had never been answered. */
  readonly anew: readonly InputKey[];
}

/**
 * A person who has seen the findings, the plan or a refusal wants to answer these inputs otherwise. Thrown from deep within
 * a stage, between changes, to the session, which asks for them again and keeps the other answers.
 */
export class AskAgain extends Error {
  override readonly name = 'AskAgain';
  readonly wanted: OtherAnswers;

  constructor(wanted: OtherAnswers) {
    super('some answers have to be given again');
    this.wanted = wanted;
  }
}
