import { z } from 'zod';
import type { Prompter, Question } from '../core/ports.ts';
import { listItems, matching, requireChoosable } from './choice-list.ts';
import { interruptible } from './interruptible.ts';
import { plainText } from './plain-text.ts';

export interface PrompterOptions {
  /** A terminal, which the caller makes sure of: what is piped in would be taken for the answer. */
  readonly input: NodeJS.ReadableStream;
  /** stderr, because stdout is the result. */
  readonly output: NodeJS.WritableStream;
  readonly signal: AbortSignal;
  /** Called before each question, to clear a spinner away. */
  readonly beforeAsk?: () => void;
}

/** From here on a list is searched by typing; shorter ones are seen as a whole. */
const longList = 10;

const Answers = z.object({ answer: z.union([z.string(), z.boolean()]) });

/** Asks on a terminal. Leaving a question, by whatever key or signal, is a LivemigError of kind `interrupted`. */
export function createPrompter({ input, output, signal, beforeAsk }: PrompterOptions): Prompter {
  const ask: Prompter['ask'] = async (question) => {
    if (question.kind === 'choice') requireChoosable(question.message, question.choices);
    beforeAsk?.();
    return interruptible(input, signal, async (either) => {
      // Loaded when first needed: 71 ms that --help and CI need not pay.
      const { default: inquirer } = await import('inquirer');
      const prompt = inquirer.createPromptModule({ input, output, signal: either });
      const { answer } = Answers.parse(await prompt([{ ...drawn(question), name: 'answer' }]));
      return typeof answer === 'string' ? answer : yesOrNo(answer);
    });
  };
  return { ask, askOrBack: ask };
}

/** The question in inquirer's words. */
function drawn(question: Question) {
  const message = plainText(question.message);
  switch (question.kind) {
    case 'text':
      return { type: 'input' as const, message, default: question.default, validate: question.check };
    case 'secret':
      return { type: 'password' as const, message, mask: '*', validate: question.check };
    case 'yes-no':
      return { type: 'confirm' as const, message, default: question.default };
    case 'choice':
      return list(message, question);
  }
}

function list(message: string, { choices, default: preferred }: Extract<Question, { kind: 'choice' }>) {
  const items = listItems(choices);
  const common = { message, default: preferred, pageSize: longList };
  return items.length < longList
    ? { type: 'select' as const, ...common, choices: items, loop: false }
    : { type: 'search' as const, ...common, source: (typed: string | undefined) => matching(items, typed) };
}

function yesOrNo(answer: boolean): 'yes' | 'no' {
  return answer ? 'yes' : 'no';
}
