import type { Question } from '../core/ports.ts';
import { oneLine } from './plain-text.ts';

/** What a typed line means: an answer, or something to say before the next line is read. */
export type Reading = { readonly answer: string; readonly say?: string } | { readonly say: readonly string[] };

/** A question as a conversation in lines. */
export interface Talk {
  /** What is said before the first line is read, and again after `?`. */
  opening(): readonly string[];
  /** What kind of answer is awaited, in a few words. */
  readonly wanted: string;
  /** What Enter alone means, in words. */
  readonly preset: string | undefined;
  /** Whether the letter b can be short for "back". */
  readonly hasShortBack: boolean;
  read(line: string): Reading;
}

type Typed = Extract<Question, { kind: 'text' | 'secret' }>;
type YesNo = Extract<Question, { kind: 'yes-no' }>;

export function typedTalk(question: Typed): Talk {
  const preset = question.kind === 'text' && question.default !== undefined ? question.default : undefined;
  return {
    opening: () => [],
    wanted: question.kind === 'secret' ? 'Answer (it is not shown)' : 'Answer',
    preset,
    hasShortBack: false,
    read: (line) => {
      const isPreset = line === '' && preset !== undefined;
      const answer = isPreset ? preset : line;
      const verdict = question.check(answer);
      if (verdict !== true) return { say: [`Not accepted: ${oneLine(verdict)}`] };
      return isPreset ? { answer, say: `Chosen: ${oneLine(answer)}` } : { answer };
    },
  };
}

export function yesNoTalk({ default: preset }: YesNo): Talk {
  const words = preset ? 'yes' : 'no';
  return {
    opening: () => [],
    wanted: 'yes or no',
    preset: words,
    hasShortBack: true,
    read: (line) => {
      const typed = line.trim().toLowerCase();
      if (typed === '') return { answer: words, say: `Chosen: ${words}` };
      const answer = ['yes', 'no'].find((word) => word.startsWith(typed));
      return answer === undefined ? { say: [`"${oneLine(line)}" is neither yes nor no.`] } : { answer };
    },
  };
}
