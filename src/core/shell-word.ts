/** One word of a shell, which reads it as this very text, whatever is in it. */
export function shellWord(text: string): string {
  return /^[\w./][\w./-]*$/.test(text) ? text : quotedWord(text);
}

/** The same, always in quotes. */
export function quotedWord(text: string): string {
  const plain = text.replaceAll("'", `'\\''`);
  return /\p{Cc}|\p{Bidi_Control}|[\u2028\u2029]| {2}/u.test(text)
    ? `$'${text.replaceAll(special, escaped)}'`
    : `'${plain}'`;
}

/**
 * In the quotes of bash, zsh and ksh, so that the advice holds no character that a terminal obeys and that is lost on
 * the way; a plain sh reads one word, too, but another one. A second space would be lost where lines are wrapped.
 */
const special = /\p{Cc}|\p{Bidi_Control}|[\u2028\u2029'\\]|(?<= ) /gu;

function escaped(character: string): string {
  // No argument can hold it.
  if (character === '\0') return '\uFFFD';
  return [...new TextEncoder().encode(character)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}
