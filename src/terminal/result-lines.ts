import { isInterruption } from '../core/errors.ts';
import type { NextCommand, ResultError, ResultEvent } from '../core/events.ts';
import type { Mark } from './marks.ts';
import { copyable, oneLine, widthOf } from './plain-text.ts';
import { indented, paragraph, type Style } from './style.ts';

const outcomes: Record<ResultEvent['status'], { readonly mark: Mark; readonly words: string }> = {
  done: { mark: 'done', words: 'done' },
  'ready-for-cutover': { mark: 'done', words: 'ready for cutover' },
  'in-progress': { mark: 'running', words: 'still in progress' },
  'not-started': { mark: 'todo', words: 'not started' },
  detached: { mark: 'running', words: 'the migration keeps running by itself' },
  'dry-run': { mark: 'done', words: 'dry run, nothing was changed' },
  blocked: { mark: 'failed', words: 'blocked' },
  failed: { mark: 'failed', words: 'failed' },
  interrupted: { mark: 'warning', words: 'interrupted' },
};

/** A comparison that ends with one of these has not failed: they say what it has come to. */
const verdicts: Readonly<Record<number, string>> = {
  6: 'source and destination differ',
  9: 'not everything was compared',
};

/**
 * What went wrong and what to do about it; empty where nothing did.
 *
 * @param told what stands right above it, and is not said a second time
 */
export function errorLines(style: Style, { error }: ResultEvent, told = ''): string[] {
  if (error === null) return [];
  if (isCalm(error)) return paragraph(style, 'info', error.message);
  const untold =
    told !== '' && error.message.startsWith(told) ? error.message.slice(told.length).trim() : error.message;
  const fix = `Fix: ${error.fix} [${error.code}]`;
  if (untold === '') return indented(style, 2, fix);
  // A list belongs below its first line, which stands there already.
  if (error.message.startsWith(`${told}\n`)) return [...indented(style, 2, untold), ...indented(style, 2, fix)];
  return [...paragraph(style, 'failed', `${untold} [${error.code}]`), ...indented(style, 2, `Fix: ${error.fix}`)];
}

/** What a person did on purpose, by an answer or by Ctrl-C, is no failure: what comes next is all there is to do. */
function isCalm(error: ResultError): boolean {
  return error.left === true || isInterruption(error);
}

/**
 * The outcome in words, what it brought, and always at the end the command that comes next.
 *
 * @param dataLines what the data of this command's result is told as
 * @param here a text with each advised command as it is to be typed
 */
export function resultLines(
  style: Style,
  result: ResultEvent,
  dataLines: (data: unknown) => readonly string[],
  here: (text: string) => string,
): string[] {
  // It has just been said what became of it.
  if (result.error !== null && isCalm(result.error)) return nextLines(style, nextOf(result));
  const { mark, words: ofStatus } = outcomes[result.status];
  const words = (result.status === 'failed' ? verdicts[result.exitCode] : undefined) ?? ofStatus;
  const idle = result.status === 'done' && result.data.changed === false ? '; nothing had to be changed' : '';
  const outcome = paragraph(style, mark, `${commandName(result.command)}: ${words}${idle}`);
  const data = result.error === null ? dataLines(result.data) : [];
  return [...outcome, ...data.flatMap((line) => dataLine(style, here(line))), ...nextLines(style, nextOf(result))];
}

/** So far to the right stands a command that is there to be copied: whole, with each space in its place. */
const commandMargin = 6;

/** What belongs to the line above stands further to the right. */
function dataLine(style: Style, line: string): string[] {
  const margin = marginOf(line);
  return margin >= commandMargin ? [`  ${copyable(line)}`] : indented(style, 2 + margin, oneLine(line));
}

function marginOf(line: string): number {
  return line.length - line.trimStart().length;
}

function nextOf({ next, see }: ResultEvent): readonly NextCommand[] {
  return next.length > 0 || see === undefined ? next : [see];
}

/** A command is never wrapped or cut, because it is there to be copied; its reason stands under it where it has to. */
function nextLines(style: Style, next: readonly NextCommand[]): string[] {
  return next.flatMap(({ command, reason }, index) => {
    const label = index === 0 ? 'Next: ' : '  or: ';
    const [bare, why] = [copyable(command), oneLine(reason)];
    const start = `${label}${style.chalk.bold(bare)}`;
    const isWide = widthOf(`${label}${bare}   (${why})`) > style.width();
    return isWide
      ? [start, ...indented(style, label.length, why, style.chalk.dim)]
      : [`${start}   ${style.chalk.dim(`(${why})`)}`];
  });
}

/** `livemig` alone is a command too. */
function commandName(command: string): string {
  return command === 'livemig' ? command : `livemig ${command}`;
}
