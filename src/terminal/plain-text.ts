import { stripVTControlCharacters } from 'node:util';

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

/** At most `width` characters; `ellipsis` shows that something is missing. */
export function cut(text: string, width: number, ellipsis: string): string {
  const characters = [...text];
  if (characters.length <= width) return text;
  const room = Math.max(0, width - ellipsis.length);
  return `${characters.slice(0, room).join('').trimEnd()}${ellipsis}`;
}

/**
 * Lines of at most `width` characters, broken between words; line breaks in the text stay.
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
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ').filter((each) => each !== '')) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (current !== '' && longer.length > width) {
      lines.push(current);
      current = word;
    } else {
      current = longer;
    }
  }
  return [...lines, current];
}
