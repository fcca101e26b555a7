import type { Question } from '../core/ports.ts';
import { type ChoiceQuestion, listItems, longList, matching } from './choice-list.ts';
import { cut, oneLine, plainText, widthOf, wrap } from './plain-text.ts';
import { type Keys, keysHelp, promptTheme } from './prompt-theme.ts';
import type { Style } from './style.ts';

/** Where a question is drawn, and whether there is one before it. */
export interface Frame {
  readonly style: Style;
  readonly rows: number;
  readonly canGoBack: boolean;
}

/** The question in inquirer's words. `note` makes a line of a list that cannot be chosen. */
export function drawn(question: Question, frame: Frame, note: (text: string) => object) {
  switch (question.kind) {
    case 'text':
      return { type: 'input' as const, ...typed(question, frame), default: question.default, validate: question.check };
    case 'secret': {
      const masked = { mask: '*', toggleMask: false, validate: question.check };
      return { type: 'password' as const, ...typed(question, frame), ...masked };
    }
    case 'yes-no':
      return { type: 'confirm' as const, ...typed(question, frame), default: question.default };
    case 'choice':
      return question.choices.length < longList ? shortListOf(question, frame) : longListOf(question, frame, note);
  }
}

/** Questions whose answer is typed: the keys stand above it, because inquirer has no place for them below. */
function typed(question: Question, { style, canGoBack }: Frame) {
  const keys = { canSearch: false, canChoose: false, canGoBack };
  const above = () => [...headOf(question, style), ...(canGoBack ? [`  ${keysHelp(style, keys)}`] : [])];
  return { message: question.message, theme: promptTheme(style, keys, () => withPointer(above(), style)) };
}

function shortListOf(question: ChoiceQuestion, { style, rows, canGoBack }: Frame) {
  const head = headOf(question, style);
  return {
    type: 'select' as const,
    message: question.message,
    default: pointedAt(question),
    choices: listItems(question, style),
    pageSize: pageSizeOf(rows, head.length),
    loop: false,
    theme: promptTheme(style, listKeys(false, canGoBack), () => headOf(question, style).join('\n')),
  };
}

/** Left to inquirer, Enter might meet a line that cannot be chosen. */
function pointedAt({ choices, default: preferred }: ChoiceQuestion): string | undefined {
  const suitable = choices.filter(({ unsuitable }) => unsuitable === undefined);
  return (suitable.find(({ value }) => value === preferred) ?? suitable[0])?.value;
}

function longListOf(question: ChoiceQuestion, { style, rows, canGoBack }: Frame, note: (text: string) => object) {
  const head = headOf(question, style);
  const keys = listKeys(true, canGoBack);
  return {
    type: 'search' as const,
    message: question.message,
    default: question.default,
    source: (searched: string | undefined) => {
      const found = matching(question.choices, searched);
      return found.length === 0 ? [note(noMatch(searched ?? '', style, keys))] : itemsFor(question, found, style);
    },
    pageSize: pageSizeOf(rows, head.length + 1),
    theme: promptTheme(style, keys, () => withPointer(headOf(question, style), style, 'always')),
  };
}

function itemsFor({ default: preferred }: ChoiceQuestion, choices: ChoiceQuestion['choices'], style: Style) {
  return listItems({ choices, ...(preferred !== undefined && { default: preferred }) }, style);
}

function listKeys(canSearch: boolean, canGoBack: boolean): Keys {
  return { canSearch, canChoose: true, canGoBack };
}

/** What is under a list at most: an empty line, two lines of the whole name or of an error, the keys; and one to spare. */
const underList = 5;

function pageSizeOf(rows: number, linesAbove: number): number {
  return Math.max(1, Math.min(longList, rows - linesAbove - underList));
}

function noMatch(searched: string, style: Style, { canGoBack }: Keys): string {
  const back = canGoBack ? ', or press esc to go back' : '';
  const text = `Nothing matches "${cut(oneLine(searched), 30, style.plain('ellipsis'))}". Delete some of it to see more${back}.`;
  return wrap(text, style.width() - 2).join('\n ');
}

/** The message in bold and the hint under it. Two columns are the mark before the message. */
function headOf({ message, hint }: Question, style: Style): string[] {
  const lines = (text: string) => wrap(text, style.width() - 3);
  const [first = '', ...more] = lines(plainText(message)).map((line) => style.chalk.bold(line));
  const hints = hint === undefined ? [] : lines(hint).map((line) => style.chalk.dim(line));
  return [first, ...[...more, ...hints].map((line) => `  ${line}`)];
}

/** The answer is typed behind a short message, or under a longer one. */
function withPointer(above: readonly string[], style: Style, when: 'always' | 'needed' = 'needed'): string {
  return above.length === 1 && when === 'needed' ? above.join('') : [...above, style.mark('pointer')].join('\n');
}

/** What stays on the screen: the end of the message, which is the question, and the answer, on one line. */
export function answeredLine(style: Style, message: string, answer: string): string {
  const room = style.width() - style.plain('done').length - 2;
  const question = lastLine(message);
  const ellipsis = style.plain('ellipsis');
  const end = cut(oneLine(answer), Math.max(Math.floor(room / 2), room - widthOf(question) - 2), ellipsis);
  const beginning = cut(question, room - widthOf(end) - 2, ellipsis);
  return `${style.mark('done')} ${style.chalk.bold(beginning)}  ${style.chalk.cyan(end)}`.trimEnd();
}

/** What stays of a question that was left without an answer. */
export function leftLine(style: Style, message: string): string {
  const room = style.width() - style.plain('warning').length - 2;
  return `${style.mark('warning')} ${cut(lastLine(message), room, style.plain('ellipsis'))}`;
}

function lastLine(message: string): string {
  return oneLine(plainText(message).split('\n').at(-1) ?? '');
}
