import { widthOf } from './plain-text.ts';

const esc = '\u001B';

/** What follows is drawn in exchanged colours, until the other; known also to terminals without colours (ECMA-48, SGR 7 and 27). */
const inverse = { on: `${esc}[7m`, off: `${esc}[27m` };

const sequence = new RegExp(`(${esc}\\[[0-9;]*m)`);
const letters = new Intl.Segmenter();

interface Part {
  readonly text: string;
  readonly width: number;
}

/** Its letters, and the sequences that paint them, which take no room. */
function* partsOf(text: string): Generator<Part> {
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

/** In lines of so many columns, broken behind spaces, and within a word that is longer. What is painted goes on in the next line. */
export function brokenAt(text: string, columns: number): string[] {
  const lines: string[] = [];
  let [line, width] = ['', 0];
  const next = () => {
    lines.push(line);
    [line, width] = ['', 0];
  };
  for (const word of wordsOf(text)) {
    const whole = word.reduce((sum, part) => sum + (part.text === ' ' ? 0 : part.width), 0);
    if (width + whole > columns && whole <= columns) next();
    for (const part of word) {
      if (width + part.width > columns) next();
      line += part.text;
      width += part.width;
    }
  }
  return [...lines, line];
}

/** Each with the space behind it. */
function wordsOf(text: string): Part[][] {
  const words: Part[][] = [[]];
  for (const part of partsOf(text)) {
    words.at(-1)?.push(part);
    if (part.text === ' ') words.push([]);
  }
  return words;
}
