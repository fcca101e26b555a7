import { filled, widthOf } from './plain-text.ts';

/** Quotes of every kind with what is in them, a character behind a backslash, and anything else but a space. */
const word = /(?:\$'(?:\\.|[^'\\])*'|'[^']*'|"(?:\\.|[^"\\])*"|\\.|\S)+/g;

const margin = 4;
const continuation = ' \\';

/**
 * A command on lines of at most `width` columns that a shell reads as one when they are pasted together. No word is
 * broken, and a flag stays beside its value where there is room.
 */
export function shellLines(command: string, width: number): string[] {
  const room = width - margin - continuation.length;
  const parts = flagsWithValues(command.match(word) ?? []);
  const lines = filled(
    parts.flatMap((part) => (widthOf(part.join(' ')) > room ? part : [part.join(' ')])),
    room,
  );
  return lines.map((line, index) => {
    const before = ' '.repeat(index === 0 ? margin - 2 : margin);
    return `${before}${line}${index === lines.length - 1 ? '' : continuation}`;
  });
}

function flagsWithValues(words: readonly string[]): string[][] {
  const parts: string[][] = [];
  for (const each of words) {
    const last = parts.at(-1);
    if (last === undefined || each.startsWith('--')) parts.push([each]);
    else last.push(each);
  }
  return parts;
}
