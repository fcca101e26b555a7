/** What livemig and its prompts send to a terminal besides text: colours, and moves of the cursor, drawn at once. */
const ours = new RegExp(`${'\u001B'}\\[(?:\\d+(?:;\\d+)*m|\\?(?:25|2026)[hl]|\\d*[ABCDEFGJK])`, 'g');

/** Whether a terminal obeys nothing in it, and no letter is hidden or turned; a single line. */
export function isHarmless(text: string): boolean {
  return !/\p{Cc}|\p{Bidi_Control}|\p{Surrogate}|[\u2028\u2029]/u.test(text);
}

/** The same of lines as they were sent to a terminal. */
export function obeysOnlyOurs(drawn: string): boolean {
  return drawn
    .replaceAll(ours, '')
    .split('\n')
    .every((line) => isHarmless(line.replaceAll('\r', '')));
}
