/**
 * What a service, a file or a person said, for one line of a message: line breaks become spaces, and what a terminal
 * obeys, or what turns or hides letters, becomes a replacement character, so that a forged name stays another name.
 */
export function harmless(text: string): string {
  // As nearly all is, of which there is much in a long file.
  if (printable.test(text)) return text;
  return text.replaceAll(lineBreaks, ' ').replaceAll(unseen, '\uFFFD');
}

const printable = /^[ -~]*$/;
const lineBreaks = /[\t-\r\u0085\u2028\u2029]+/g;

/** Controls, marks of direction, halves and letters of no width; the two joiners stay, which scripts and emoji need. */
const unseen = /\p{Cc}|\p{Surrogate}|\p{Bidi_Control}|[\u00AD\u200B\u2060-\u2064\uFEFF\u{E0000}-\u{E007F}]/gu;

const longest = 200;

/** At most 200 characters: of a longer text the beginning and the end, which say what it is. */
export function shortened(text: string): string {
  return text.length <= longest ? text : `${beginning(text, longest - 50)} … ${text.slice(-50).replaceAll(half, '')}`;
}

/** At most so many UTF-16 units from the beginning, and never half a character. */
export function beginning(text: string, most: number): string {
  return text.slice(0, most).replaceAll(half, '');
}

/** What is left at an end of a character that was cut in two; of a whole one this sees nothing. */
const half = /^\p{Surrogate}|\p{Surrogate}$/gu;

/** A value as a message quotes it: as JSON, short and harmless, and without the password of an address. */
export function shown(value: unknown): string {
  return shortened(withoutUser(harmless(JSON.stringify(value) ?? String(value))));
}

/** Without what may be user and password of an address: of each word whatever stands between `//` and its last `@`. */
export function withoutUser(text: string): string {
  return text.replaceAll(/\S+/g, (word) => {
    const [from, to] = [word.indexOf('//'), word.lastIndexOf('@')];
    return from < 0 || to < from ? word : `${word.slice(0, from)}//********${word.slice(to)}`;
  });
}
