import type { Prompter, Question } from '../core/ports.ts';

/** Thrown where a person wants to go back to the question before. */
export class WentBack extends Error {}

/** A prompter from one way to put a question, which throws `WentBack`, though only where it can lead back. */
export function prompterFrom(put: (question: Question, canGoBack: boolean) => Promise<string>): Prompter {
  return {
    ask: (question) => put(question, false),
    askOrBack: async (question) => {
      try {
        return await put(question, true);
      } catch (error) {
        if (error instanceof WentBack) return undefined;
        throw error;
      }
    },
  };
}
