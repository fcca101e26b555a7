import { widthOf } from './plain-text.ts';

const esc = '\u001B';

/** What follows is drawn in exchanged colours, until the other; known also to terminals without colours (ECMA-48, SGR 7 and 27). */
const inverse = { on: `${esc}[7m`, off: `${esc}[27m` };

const sequence = new RegExp(`(${esc}\\[[0-9;]*m)`);
const letters = new Intl.Segmenter();

/** Its letters, and the sequences that paint them, which take no room. */
function* partsOf(text: string): Generator<{ readonly text: string; readonly width: number }> {
  for (const [index, piece] of text.split(sequence).entries()) {
    if (index % 2 === 1) yield { text: piece, width: 0 };
    else for (const { segment } of letters.segment(piece)) yield { text: segment, width: widthOf(segment) };
  }
}

/** The same with a cursor drawn over the letter in that column, or behind the last. */
export function withCursorAt(text: string, column: number): string {
  let [drawn, at, isDrawn] = ['', 0, false];
  for (const part of partsOf(text)) {
    const isHere = !isDrawn && part.width > 0 && at + part.width > column;
    drawn += isHere ? `${inverse.on}${part.text}${inverse.off}` : part.text;
    isDrawn ||= isHere;
    at += part.width;
  }
  return isDrawn ? drawn : `${drawn}${' '.repeat(Math.max(0, column - at))}${inverse.on} ${inverse.off}`;
}

/** In lines of so many columns, broken behind a space where there is one. What is painted goes on in the next line. */
export function brokenAt(text: string, columns: number): string[] {
  const lines: string[] = [];
  /** Up to its last space, and behind it. */
  let [line, word] = ['', ''];
  for (const part of partsOf(text)) {
    if (widthOf(line) + widthOf(word) + part.width > columns) {
      lines.push(line === '' ? word : line);
      [line, word] = ['', line === '' ? '' : word];
    }
    word += part.text;
    if (part.text === ' ') [line, word] = [line + word, ''];
  }
  return [...lines, line + word];
}
