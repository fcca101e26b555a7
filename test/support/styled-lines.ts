import type { IBuffer, IBufferCell, IBufferLine } from '@xterm/headless';

/** A colour as a terminal knows it: its own, one of the 256 by number, or one of all as `#rrggbb`. */
export type TerminalColor = 'default' | number | `#${string}`;

export interface Style {
  readonly foreground: TerminalColor;
  readonly background: TerminalColor;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
}

/** Characters side by side that look the same. */
export interface StyledText {
  readonly text: string;
  readonly style: Style;
}

export type StyledLine = readonly StyledText[];

export const plainStyle: Style = {
  foreground: 'default',
  background: 'default',
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  inverse: false,
};

/** What a terminal shows, with its looks: from the first line of its window to the last that is not empty. */
export function styledLines(buffer: IBuffer): StyledLine[] {
  const count = buffer.length - buffer.baseY;
  const lines = Array.from({ length: count }, (_, row) => styledLine(buffer.getLine(buffer.baseY + row)));
  return lines.slice(0, lines.findLastIndex((line) => line.length > 0) + 1);
}

function styledLine(line: IBufferLine | undefined): StyledLine {
  const cells = Array.from({ length: line?.length ?? 0 }, (_, column) => line?.getCell(column));
  // The second half of a wide character is a cell without width.
  const texts = cells.flatMap((cell) => (cell === undefined || cell.getWidth() === 0 ? [] : [styledText(cell)]));
  return withoutBlankEnd(joined(texts));
}

function styledText(cell: IBufferCell): StyledText {
  const style = {
    foreground: cell.isFgDefault() ? ('default' as const) : colorOf(cell.getFgColor(), cell.isFgRGB()),
    background: cell.isBgDefault() ? ('default' as const) : colorOf(cell.getBgColor(), cell.isBgRGB()),
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
    italic: cell.isItalic() !== 0,
    underline: cell.isUnderline() !== 0,
    inverse: cell.isInverse() !== 0,
  };
  return { text: cell.getChars() || ' ', style };
}

function colorOf(value: number, isRgb: boolean): TerminalColor {
  return isRgb ? `#${value.toString(16).padStart(6, '0')}` : value;
}

function joined(texts: readonly StyledText[]): StyledText[] {
  const runs: StyledText[] = [];
  for (const next of texts) {
    const last = runs.at(-1);
    if (last !== undefined && isSame(last.style, next.style)) {
      runs[runs.length - 1] = { text: `${last.text}${next.text}`, style: last.style };
    } else runs.push(next);
  }
  return runs;
}

function isSame(one: Style, other: Style): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Blanks at the end are seen only where they have a background. */
export function withoutBlankEnd(runs: readonly StyledText[]): StyledLine {
  const last = runs.at(-1);
  if (last === undefined || last.style.inverse || last.style.background !== 'default') return runs;
  const text = last.text.trimEnd();
  const before = runs.slice(0, -1);
  return text === '' ? withoutBlankEnd(before) : [...before, { ...last, text }];
}
