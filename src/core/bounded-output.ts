import { beginning, withoutUser } from './harmless.ts';

/** So many characters of the beginning and of the end each. */
const keptEach = 2000;

/** What a program says, of any length, in bounded memory: its beginning and its end, line by line, harmless to a terminal. */
export function createBoundedOutput() {
  let [head, tail] = ['', ''];
  let length = 0;
  return {
    add: (text: string) => {
      length += text.length;
      const room = keptEach - head.length;
      head += text.slice(0, room);
      tail = (tail + text.slice(room)).slice(-keptEach);
    },
    text: () => {
      const left = length - head.length - tail.length;
      const whole = left === 0 ? head + tail : `${beginning(head, keptEach)}\n… ${left} characters …\n${tail}`;
      return withoutUser(whole.replaceAll(/\r\n?/g, '\n').replaceAll(unseen, '\uFFFD'));
    },
  };
}

/** As `harmless` does, which is for one line. */
const unseen = /(?![\n\t])[\p{Cc}\p{Surrogate}\p{Bidi_Control}\u00AD\u200B\u2060-\u2064\uFEFF]/gu;
