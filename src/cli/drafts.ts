import type { InputValue } from '../core/journal.ts';
import type { AnswerStore } from '../core/ports.ts';
import { faultOf } from '../engine/answers.ts';
import { inputs } from '../stages/inputs.ts';
import { declared } from './input-problems.ts';

/**
 * What a person has answered and the journal does not remember yet: suggested again in the next run, and never taken
 * without being asked for.
 */
export interface Drafts {
  /** Of earlier runs. */
  readonly suggested: Readonly<Record<string, InputValue>>;
  note(key: string, raw: InputValue): void;
  /** For the next run, where this one ends before the answers are remembered. */
  keep(): Promise<void>;
  /** They stand in the journal now. */
  forget(): Promise<void>;
}

/** Nothing is suggested, and nothing kept, where nobody is asked. */
export async function openDrafts(store: AnswerStore, isAsked: boolean): Promise<Drafts> {
  const suggested = isAsked ? rightOnes(await store.suggested()) : {};
  let noted: Readonly<Record<string, InputValue>> = {};
  return {
    suggested,
    note: (key, raw) => {
      if (mayBeKept(key)) noted = { ...noted, [key]: raw };
    },
    keep: async () => {
      if (Object.keys(noted).length > 0) await store.keep({ ...suggested, ...noted });
    },
    forget: async () => {
      noted = {};
      await store.forget();
    },
  };
}

/** Neither a secret, nor a person's word, which is given each time. */
function mayBeKept(key: string): boolean {
  const input = Object.entries(inputs).find(([name]) => name === key)?.[1];
  return input !== undefined && input.kind !== 'secret' && input.spoken !== true;
}

/** A file that somebody has changed must not put anything on the screen that could not have been answered. */
function rightOnes(answers: Readonly<Record<string, InputValue>>): Record<string, InputValue> {
  const right = Object.entries(answers).filter(
    ([key, raw]) => mayBeKept(key) && faultOf(declared, key, { raw }) === undefined,
  );
  return Object.fromEntries(right);
}
