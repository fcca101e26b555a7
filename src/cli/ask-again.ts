import type { InputKey } from '../stages/values.ts';

/**
 * A person who has seen the findings, the plan or a refusal wants to answer these inputs otherwise. Thrown from deep within
 * a stage, between changes, to the session, which asks for them again and keeps the other answers.
 */
export class AskAgain extends Error {
  override readonly name = 'AskAgain';
  readonly keys: readonly InputKey[];

  constructor(keys: readonly InputKey[]) {
    super('some answers are to be given again');
    this.keys = keys;
  }
}
