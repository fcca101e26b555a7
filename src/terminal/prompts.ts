import { z } from 'zod';
import type { Prompter, Question } from '../core/ports.ts';
import { requireChoosable } from './choice-list.ts';
import { answeredLine, drawn, leftLine } from './drawn-question.ts';
import { interruptible } from './interruptible.ts';
import { createPromptScreen } from './prompt-screen.ts';
import { prompterFrom, WentBack } from './prompter-from.ts';
import type { Style } from './style.ts';

export interface PrompterOptions {
  /** A terminal, which the caller makes sure of: what is piped in would be taken for the answer. */
  readonly input: NodeJS.ReadableStream;
  /** stderr, because stdout is the result. */
  readonly output: NodeJS.WritableStream;
  readonly signal: AbortSignal;
  /** Calls back whenever the process goes on after it was stopped and all others know, until what it returns is called. */
  readonly onContinued?: ((call: () => void) => () => void) | undefined;
  readonly style: Style;
  /** Lines that the window has. */
  readonly rows: () => number;
  /** Called before each question, to clear a spinner away. */
  readonly beforeAsk?: () => void;
  /** Called right before a question can be answered; what was typed earlier is no answer to it. */
  readonly forgetTypedAhead?: () => Promise<void>;
}

const Answers = z.object({ answer: z.union([z.string(), z.boolean()]) });

/** Asks on a terminal. Leaving a question, by whatever key or signal, is a LivemigError of kind `interrupted`. */
export function createPrompter(options: PrompterOptions): Prompter {
  return prompterFrom((question, canGoBack) => put(question, canGoBack, options));
}

/** Asks, clears what was drawn, and leaves one line of it: also where the question was left, to say which one it was. */
async function put(question: Question, canGoBack: boolean, options: PrompterOptions): Promise<string> {
  const { style, output, beforeAsk } = options;
  if (question.kind === 'choice') requireChoosable(question.message, question.choices);
  beforeAsk?.();
  try {
    const answer = await draw(question, canGoBack, options);
    output.write(`${answeredLine(style, question.message, inWords(question, answer))}\n`);
    return answer;
  } catch (error) {
    if (!(error instanceof WentBack)) output.write(`${leftLine(style, question.message)}\n`);
    throw error;
  }
}

/** In a window that may be resized meanwhile. */
async function draw(question: Question, canGoBack: boolean, options: PrompterOptions): Promise<string> {
  const { output, style, rows } = options;
  const screen = createPromptScreen({ write: (text) => output.write(text), style, rows });
  output.on('resize', screen.redraw);
  try {
    return await answerTo(question, canGoBack, { ...options, output: screen.output });
  } finally {
    output.off('resize', screen.redraw);
  }
}

async function answerTo(question: Question, canGoBack: boolean, options: PrompterOptions): Promise<string> {
  const { input, output, signal, onContinued, style, rows, forgetTypedAhead } = options;
  // Loaded when first needed: 71 ms that --help and CI need not pay.
  const { default: inquirer } = await import('inquirer');
  await forgetTypedAhead?.();
  return interruptible({ input, signal, onContinued, canGoBack }, async (either) => {
    const prompt = inquirer.createPromptModule({ input, output, signal: either, clearPromptOnDone: true });
    const asked = drawn(question, { style, rows: rows(), canGoBack }, (text) => new inquirer.Separator(text));
    const { answer } = Answers.parse(await prompt([{ ...asked, name: 'answer' }]));
    return typeof answer === 'string' ? answer : yesOrNo(answer);
  });
}

function yesOrNo(answer: boolean): 'yes' | 'no' {
  return answer ? 'yes' : 'no';
}

function inWords(question: Question, answer: string): string {
  if (question.kind === 'secret') return '********';
  if (question.kind !== 'choice') return answer;
  return question.choices.find(({ value }) => value === answer)?.name ?? answer;
}
