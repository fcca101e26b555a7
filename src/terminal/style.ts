import { Chalk, type ChalkInstance } from 'chalk';
import type { ColorLevel } from './color.ts';
import { type Alphabet, alphabets, type Mark } from './marks.ts';
import { wrap } from './plain-text.ts';

/** How things look on this terminal: colours, marks, and how wide a line may be. */
export interface Style {
  readonly chalk: ChalkInstance;
  readonly alphabet: Alphabet;
  /** The bare mark. */
  plain(mark: Mark): string;
  /** The mark in its colour. */
  mark(mark: Mark): string;
  /** Columns in a line; infinite where nobody looks at a window, because logs are searched line by line. */
  width(): number;
}

interface StyleOptions {
  readonly colorLevel: ColorLevel;
  readonly alphabet: Alphabet;
  readonly width: () => number;
}

export function createStyle({ colorLevel, alphabet, width }: StyleOptions): Style {
  const chalk = new Chalk({ level: colorLevel });
  const marks = alphabets[alphabet];
  const plain = (mark: Mark) => marks[mark];
  return { chalk, alphabet, plain, mark: (mark) => tint(chalk, mark)(plain(mark)), width };
}

/** A paragraph behind a mark, its further lines indented to stand under the first. */
export function paragraph(style: Style, mark: Mark, text: string, paint: (line: string) => string = same): string[] {
  return hanging(style, `${style.mark(mark)} `, style.plain(mark).length + 1, text, paint);
}

/** A paragraph behind a label of so many columns, its further lines indented to stand under the first. */
export function hanging(
  style: Style,
  label: string,
  columns: number,
  text: string,
  paint: (line: string) => string = same,
): string[] {
  const lines = wrap(text, style.width() - columns);
  return lines.map((line, index) => `${index === 0 ? label : ' '.repeat(columns)}${paint(line)}`);
}

/** A paragraph that stands `margin` characters to the right. */
export function indented(style: Style, margin: number, text: string, paint: (line: string) => string = same): string[] {
  return hanging(style, ' '.repeat(margin), margin, text, paint);
}

function same(line: string): string {
  return line;
}

function tint(chalk: ChalkInstance, mark: Mark): ChalkInstance {
  if (mark === 'done') return chalk.green;
  if (mark === 'failed') return chalk.red;
  if (mark === 'warning' || mark === 'unknown') return chalk.yellow;
  return ['running', 'info', 'pointer'].includes(mark) ? chalk.cyan : chalk.dim;
}
