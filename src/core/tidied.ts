/** White space of any kind and letters of no width, such as the mark of a byte order. */
const blank = /[\s\u0085\p{Cf}]/u;
const notBlank = /[^\s\u0085\p{Cf}]/u;

/**
 * What was given, without what stands unseen at its ends: spaces (also those that do not break), line ends of a file or
 * of the clipboard, letters of no width. No name, address or key has them there, so they are nobody's wish.
 */
export function tidied(text: string): string {
  const start = text.search(notBlank);
  if (start < 0) return '';
  let end = text.length;
  while (blank.test(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** The same for a password, of which only line ends are surely no part. */
export function withoutLineEnds(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && isLineEnd(text.charAt(start))) start += 1;
  while (end > start && isLineEnd(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** Whether it stands in quotes, which shells take away and files of variables do not. */
export function isQuoted(text: string): boolean {
  return text.length > 1 && ['"', "'", '`'].some((quote) => text.startsWith(quote) && text.endsWith(quote));
}

function isLineEnd(character: string): boolean {
  return character === '\n' || character === '\r';
}
