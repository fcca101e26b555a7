/**
 * A person who has seen the findings or the plan wants to change an answer. Thrown from deep within a stage, before it has
 * changed anything, to the session, which asks the questions again.
 */
export class AskAgain extends Error {
  override readonly name = 'AskAgain';
}
