/** A page of help: examples first, then lists of terms with what they mean. */
export interface Page {
  readonly intro: string;
  readonly examples: readonly string[];
  readonly usage?: string;
  readonly sections: readonly Section[];
}

export interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** What is typed or read, and each paragraph about it. */
export type Row = readonly [term: string, ...about: string[]];

const narrow = 40;
const wide = 200;
/** Below this many columns, or beside a longer term, a description stands under its term. */
const besideFrom = 72;
const longestBeside = 34;

/** The page as text, in lines of at most `columns`: from 40 to 200, for a reader that is narrower cannot be served. */
export function pageText({ intro, examples, usage, sections }: Page, columns: number): string {
  const width = Math.min(Math.max(columns, narrow), wide);
  const shown = examples.flatMap((line) => exampleLines(line, width));
  const blocks = [
    wrapped(intro, width),
    shown.length === 0 ? [] : ['Examples:', ...shown],
    usage === undefined ? [] : [`Usage: ${usage}`],
    ...sections.map(({ title, rows }) => [...wrapped(`${title}:`, width), ...rowLines(rows, width)]),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function rowLines(rows: readonly Row[], width: number): string[] {
  const fitting = rows.map(([term]) => term.length).filter((length) => length <= longestBeside);
  const column = Math.max(0, ...fitting);
  return rows.flatMap(([term, ...about]) => {
    if (width < besideFrom || term.length > column)
      return [...indented(term, 2, width), ...about.flatMap((text) => indented(text, 6, width))];
    const lines = about.flatMap((text) => wrapped(text, width - column - 4));
    return [term, ...lines.slice(1).map(() => '')].map((left, at) =>
      `  ${left.padEnd(column)}  ${lines[at] ?? ''}`.trimEnd(),
    );
  });
}

function indented(text: string, by: number, width: number): string[] {
  return wrapped(text, width - by).map((line) => `${' '.repeat(by)}${line}`);
}

/** A long command goes on in the next line, as it can be pasted; what is quoted stays together. */
function exampleLines(command: string, width: number): string[] {
  const words = command.match(/(?:"[^"]*"|'[^']*'|\S)+/g) ?? [];
  const lines = fill(words, width - 8);
  return lines.map((line, at) => `${at === 0 ? '  $ ' : '      '}${line}${at < lines.length - 1 ? ' \\' : ''}`);
}

function wrapped(text: string, width: number): string[] {
  return text.split('\n').flatMap((paragraph) => fill(paragraph.split(' '), width));
}

function fill(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
