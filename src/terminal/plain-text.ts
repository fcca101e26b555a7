import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';

/**
 * Text that a server or a file sent, made harmless for a terminal: without escape sequences, other control characters
 * and marks that turn the reading direction, which can hide or forge what is shown. Line breaks stay.
 */
export function plainText(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')
    .replaceAll('\t', ' ')
    .replaceAll(/[^\P{Cc}\n]|\p{Bidi_Control}/gu, '');
}

/** The same on one line. */
export function oneLine(text: string): string {
  return plainText(text).replaceAll(/\s+/g, ' ').trim();
}

/** A command on one line, each space in its place, because it is there to be copied. */
export function copyable(command: string): string {
  return plainText(command).replaceAll('\n', ' ');
}

/** Columns that a text takes: two for each letter of Chinese, Japanese and Korean, and for most emoji. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** A text with spaces behind it, up to `width` columns. */
export function padded(text: string, width: number): string {
  return `${text}${' '.repeat(Math.max(0, width - widthOf(text)))}`;
}

/** At most `width` columns; `ellipsis` shows that something is missing. */
export function cut(text: string, width: number, ellipsis: string): string {
  if (widthOf(text) <= width) return text;
  return `${beginning(text, Math.max(0, width - widthOf(ellipsis))).trimEnd()}${ellipsis}`;
}

const letters = new Intl.Segmenter();

/** As many whole letters as `width` columns hold. */
function beginning(text: string, width: number): string {
  let columns = 0;
  let result = '';
  for (const { segment } of letters.segment(text)) {
    columns += widthOf(segment);
    if (columns > width) break;
    result += segment;
  }
  return result;
}

/**
 * Lines of at most `width` columns, broken between words; line breaks in the text stay.
 * A longer word, such as an address or a command, stays whole so that it can be copied.
 */
export function wrap(text: string, width: number): string[] {
  return plainText(text)
    .split('\n')
    .flatMap((line) => wrapLine(line, width));
}

function wrapLine(line: string, width: number): string[] {
  // As in Markdown: four spaces are code, and a command that is broken in two cannot be pasted.
  if (line.startsWith('    ')) return [line];
  const words = line.split(' ').filter((each) => each !== '');
  return filled(
    words.flatMap((word) => pieces(word, width)),
    width,
  );
}

/** Puts as many words on each line as fit. */
export function filled(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  let current = '';
  // Measured word by word: a whole line would be measured again with each word that it gets.
  let columns = 0;
  for (const word of words) {
    const more = widthOf(word);
    if (current !== '' && columns + 1 + more > width) {
      lines.push(current);
      current = word;
      columns = more;
    } else {
      columns += current === '' ? more : 1 + more;
      current = current === '' ? word : `${current} ${word}`;
    }
  }
  return [...lines, current];
}

/** Scripts with wide letters are written without spaces, and may be broken anywhere. */
function pieces(word: string, width: number): string[] {
  if (width < 2 || widthOf(word) <= width || !/\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}/u.test(word)) {
    return [word];
  }
  const first = beginning(word, width);
  return [first, ...pieces(word.slice(first.length), width)];
}
