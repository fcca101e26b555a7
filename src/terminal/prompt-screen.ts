import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { createLiveBlock } from './live-block.ts';
import { cut, widthOf } from './plain-text.ts';
import type { Style } from './style.ts';
import { brokenAt, withCursorAt } from './styled-text.ts';

export interface PromptScreenOptions {
  readonly write: (text: string) => unknown;
  readonly style: Style;
  /** Lines that the window has. */
  readonly rows: () => number;
}

export interface PromptScreen {
  /** What inquirer draws on. */
  readonly output: NodeJS.WritableStream;
  /** Draws the same for a window that has another size now. */
  redraw(): void;
}

/** What inquirer has drawn: lines as it made them, and where in them the cursor stands, if it is shown. */
interface Picture {
  readonly lines: readonly string[];
  readonly cursor: { readonly line: number; readonly column: number } | undefined;
}

/** So wide that inquirer breaks no line. */
const unbroken = 100_000;

/**
 * Stands between inquirer and the terminal, because inquirer clears as many lines as it once drew: in a window that was made
 * narrower since these are more, and what it leaves stands there for good (measured with @inquirer/core 12.0.6). Here
 * what it draws is kept and made to fit. The cursor is drawn, and the real one waits hidden below: some terminals wrap its
 * line when a window becomes narrower, and others do not.
 */
export function createPromptScreen({ write, style, rows }: PromptScreenOptions): PromptScreen {
  const block = createLiveBlock({ write, columns: style.width });
  let picture: Picture | undefined;
  const draw = () => {
    // The last line of the window is the cursor's.
    if (picture !== undefined) block.draw(fitted(picture, style, rows() - 1));
  };
  const take = (text: string) => {
    const rest = text.replace(clearedFirst, '');
    picture = pictureIn(rest) ?? movedIn(rest, picture);
    if (picture !== undefined) return draw();
    block.clear();
    write(rest);
  };
  const output = new Writable({
    decodeStrings: false,
    write: (chunk, _encoding, done) => {
      take(String(chunk));
      done();
    },
  });
  return {
    // Nobody ends what stands for standard error by piping into it; Node knows that by the last mark.
    output: Object.assign(output, { columns: unbroken, isTTY: true, _isStdio: true }),
    redraw: draw,
  };
}

const esc = '\u001B';

/** Down to its last line, and every line erased up to the first (@inquirer/ansi 2.0.10, `eraseLines`). */
const clearedFirst = new RegExp(`^(?:${esc}\\[\\d+B)?(?:${esc}\\[2K${esc}\\[\\d+A)*(?:${esc}\\[2K${esc}\\[G)?`);

/** Back up to the line of the cursor, and to its column: how every picture ends. */
const placed = new RegExp(`(${esc}\\[\\?25l)?(?:${esc}\\[(\\d+)A)?${esc}\\[(\\d+)G$`);

/** `undefined` of what is no picture: a move of the cursor, or the end of the question. */
function pictureIn(text: string): Picture | undefined {
  const [end, hidden, up = '0', column] = placed.exec(text) ?? [];
  if (end === undefined || stripVTControlCharacters(text) === '') return undefined;
  const lines = text.slice(0, -end.length).split('\n');
  const cursor = { line: Math.max(0, lines.length - 1 - Number(up)), column: Number(column) - 1 };
  return { lines, cursor: hidden === undefined ? cursor : undefined };
}

/** The same picture where only its cursor has gone to another column. */
function movedIn(text: string, picture: Picture | undefined): Picture | undefined {
  const column = new RegExp(`^${esc}\\[(\\d+)G$`).exec(text)?.[1];
  if (picture?.cursor === undefined || column === undefined) return undefined;
  return { ...picture, cursor: { ...picture.cursor, column: Number(column) - 1 } };
}

/** In at most so many rows, among them the line that matters. It is broken where it does not fit; others are cut. */
function fitted({ lines, cursor }: Picture, style: Style, rows: number): string[] {
  const width = style.width();
  const focus =
    cursor?.line ?? lines.findIndex((line) => stripVTControlCharacters(line).startsWith(style.plain('pointer')));
  const before = lines.slice(0, Math.max(0, focus)).map((line) => short(line, style));
  const at = lines[focus] ?? '';
  const middle = cursor === undefined ? [short(at, style)] : brokenAt(withCursorAt(at, cursor.column), width);
  const all = [...before, ...(focus < 0 ? [] : middle), ...lines.slice(focus + 1).map((line) => short(line, style))];
  const from = Math.max(0, Math.min(all.length - rows, before.length));
  return all.slice(from, from + rows);
}

function short(line: string, style: Style): string {
  const width = style.width();
  return widthOf(line) <= width ? line : cut(stripVTControlCharacters(line), width, style.plain('ellipsis'));
}
