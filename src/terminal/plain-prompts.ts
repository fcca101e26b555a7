import type { Prompter, Question } from '../core/ports.ts';
import { requireChoosable } from './choice-list.ts';
import { choiceTalk } from './plain-choice.ts';
import { type Talk, typedTalk, yesNoTalk } from './plain-talk.ts';
import { oneLine, plainText } from './plain-text.ts';
import { prompterFrom, WentBack } from './prompter-from.ts';
import type { PrompterOptions } from './prompts.ts';
import { readLine } from './read-line.ts';
import { indented } from './style.ts';

/**
 * Asks line by line, for screen readers and terminals that cannot move the cursor: nothing is drawn over, and every
 * answer is a line. Leaving a question is a LivemigError of kind `interrupted`.
 */
export function createPlainPrompter(options: Omit<PrompterOptions, 'rows'>): Prompter {
  return prompterFrom((question, canGoBack) => converse(question, canGoBack, options));
}

async function converse(
  question: Question,
  canGoBack: boolean,
  { input, output, signal, style, beforeAsk, forgetTypedAhead }: Omit<PrompterOptions, 'rows'>,
): Promise<string> {
  if (question.kind === 'choice') requireChoosable(question.message, question.choices);
  beforeAsk?.();
  await forgetTypedAhead?.();
  const say = (texts: readonly string[]) => {
    for (const line of texts.flatMap((text) => indented(style, 0, text))) output.write(`${line}\n`);
  };
  const talk = talkOf(question);
  const isSecret = question.kind === 'secret';
  say(opening(question, talk));
  for (;;) {
    const line = await readLine(promptOf(talk, canGoBack), { input, output, signal, isSecret });
    if (isBack(line, talk, canGoBack)) throw new WentBack();
    if (line.trim() === '?') {
      say(opening(question, talk));
      continue;
    }
    const reading = /\p{Cc}/u.test(line) ? controlKeys : talk.read(line);
    if ('answer' in reading) {
      if (reading.say !== undefined) say([reading.say]);
      return reading.answer;
    }
    say(reading.say);
  }
}

const controlKeys = {
  say: ['Esc, arrow keys and other control keys do nothing here. Type ? to read the question again.'],
};

function talkOf(question: Question): Talk {
  if (question.kind === 'choice') return choiceTalk(question);
  return question.kind === 'yes-no' ? yesNoTalk(question) : typedTalk(question);
}

function opening({ message, hint }: Question, talk: Talk): string[] {
  return [plainText(message), ...(hint === undefined ? [] : [hint]), ...talk.opening()];
}

function promptOf({ wanted, preset }: Talk, canGoBack: boolean): string {
  const otherwise = preset === undefined ? '' : ` [${oneLine(preset)}]`;
  return `${wanted}${otherwise}${canGoBack ? ', or back' : ''}: `;
}

function isBack(line: string, { hasShortBack }: Talk, canGoBack: boolean): boolean {
  const typed = line.trim().toLowerCase();
  return canGoBack && (typed === 'back' || (hasShortBack && typed === 'b'));
}
