import { Chalk, type ChalkInstance } from 'chalk';
import type { ColorLevel } from './color.ts';
import { wrap } from './plain-text.ts';

const unicodeMarks = {
  done: '✔',
  failed: '✖',
  skipped: '◼',
  waiting: '…',
  running: '●',
  todo: '○',
  unknown: '?',
  warning: '▲',
  info: 'ℹ',
  arrow: '→',
  ellipsis: '…',
};

export type Mark = keyof typeof unicodeMarks;

const asciiMarks: Record<Mark, string> = {
  done: '+',
  failed: 'x',
  skipped: '=',
  waiting: '.',
  running: '*',
  todo: '-',
  unknown: '?',
  warning: '!',
  info: 'i',
  arrow: '->',
  ellipsis: '...',
};

/** How things look on this terminal: colours, marks, and how wide a line may be. */
export interface Look {
  readonly chalk: ChalkInstance;
  readonly unicode: boolean;
  /** The bare mark. */
  plain(mark: Mark): string;
  /** The mark in its colour. */
  mark(mark: Mark): string;
  /** Characters in a line; infinite where nobody looks at a window, because logs are searched line by line. */
  width(): number;
}

export interface LookOptions {
  readonly colorLevel: ColorLevel;
  readonly unicode: boolean;
  readonly width: () => number;
}

export function createLook({ colorLevel, unicode, width }: LookOptions): Look {
  const chalk = new Chalk({ level: colorLevel });
  const marks = unicode ? unicodeMarks : asciiMarks;
  const plain = (mark: Mark) => marks[mark];
  return { chalk, unicode, plain, mark: (mark) => tint(chalk, mark)(plain(mark)), width };
}

/** A paragraph behind a mark, its further lines indented to stand under the first. */
export function paragraph(look: Look, mark: Mark, text: string, paint: (line: string) => string = same): string[] {
  const margin = ' '.repeat(look.plain(mark).length + 1);
  const lines = wrap(text, look.width() - margin.length);
  return lines.map((line, index) => `${index === 0 ? `${look.mark(mark)} ` : margin}${paint(line)}`);
}

/** A paragraph that stands `margin` characters to the right. */
export function indented(look: Look, margin: number, text: string, paint: (line: string) => string = same): string[] {
  return wrap(text, look.width() - margin).map((line) => `${' '.repeat(margin)}${paint(line)}`);
}

function same(line: string): string {
  return line;
}

function tint(chalk: ChalkInstance, mark: Mark): ChalkInstance {
  if (mark === 'done') return chalk.green;
  if (mark === 'failed') return chalk.red;
  if (mark === 'warning' || mark === 'unknown') return chalk.yellow;
  return mark === 'running' || mark === 'info' ? chalk.cyan : chalk.dim;
}
