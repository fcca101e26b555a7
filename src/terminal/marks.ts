const unicodeMarks = {
  done: '✔',
  failed: '✖',
  skipped: '◼',
  waiting: '…',
  running: '●',
  todo: '○',
  unknown: '?',
  warning: '▲',
  info: 'ℹ',
  arrow: '→',
  pointer: '❯',
  ellipsis: '…',
};

export type Mark = keyof typeof unicodeMarks;

const asciiMarks: Record<Mark, string> = {
  done: '+',
  failed: 'x',
  skipped: '=',
  waiting: '.',
  running: '*',
  todo: '-',
  unknown: '?',
  warning: '!',
  info: 'i',
  arrow: '->',
  pointer: '>',
  ellipsis: '...',
};

/** To be read aloud. */
const wordMarks: Record<Mark, string> = {
  done: 'Done:',
  failed: 'Failed:',
  skipped: 'Skipped:',
  waiting: 'Waiting:',
  running: 'Running:',
  todo: 'To do:',
  unknown: 'Not known:',
  warning: 'Warning:',
  info: 'Note:',
  arrow: 'then',
  pointer: '>',
  ellipsis: '...',
};

export const alphabets = { unicode: unicodeMarks, ascii: asciiMarks, words: wordMarks } as const;

/** What stands before a line: signs, signs that every terminal has, or words for whoever listens to them. */
export type Alphabet = keyof typeof alphabets;
