import type { LivemigError } from '../core/errors.ts';
import type { Prompter } from '../core/ports.ts';
import { AskAgain } from './ask-again.ts';
import { chooseAnswers, mayAnswerOtherwise } from './choose-answers.ts';
import type { Options } from './command-module.ts';
import type { Session } from './session.ts';

export interface Pause {
  readonly message: string;
  readonly hint?: string;
  /** How going on is called. */
  readonly goOn: string;
  /** What else can be seen first. */
  readonly more?: { readonly name: string; show(): void } | undefined;
}

/** What a person may do where a stage waits for their word; without a person there is nothing but to leave. */
export async function whatNow(session: Session, { message, hint, goOn, more }: Pause): Promise<'go' | 'leave'> {
  const { prompter } = session;
  if (prompter === undefined) return 'leave';
  const choices = [
    { value: 'go', name: goOn },
    ...(mayAnswerOtherwise(session) ? [{ value: 'change', name: 'Change an answer' }] : []),
    ...(more === undefined ? [] : [{ value: 'more', name: more.name }]),
    { value: 'leave', name: 'Leave, and go on later' },
  ];
  for (;;) {
    const way = await prompter.ask({ kind: 'choice', message, ...(hint === undefined ? {} : { hint }), choices });
    if (way === 'more') more?.show();
    else if (way !== 'change') return way === 'go' ? 'go' : 'leave';
    else await changeAnswers(session, prompter);
  }
}

/** Throws AskAgain, unless the person changes nothing after all. */
async function changeAnswers(session: Session, prompter: Prompter): Promise<void> {
  const wanted = await chooseAnswers(session, prompter);
  if (wanted !== undefined) throw new AskAgain(wanted);
}

/** For a person who has read what is in the way and left: not all of it once more, except where a program reads. */
export function leftBefore(error: LivemigError, message: string, { json }: Options): LivemigError {
  return error.retold({ message: json === true ? error.message : message, left: true });
}
