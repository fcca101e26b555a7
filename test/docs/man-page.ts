import type { Page, Row } from '../../src/cli/page.ts';

export interface ManPage {
  /** `livemig-start`; its file is called so, with `.1`. */
  readonly name: string;
  /** In the index of all manual pages, beside its name. */
  readonly summary: string;
  readonly page: Page;
  /** Of other manual pages, without their section. */
  readonly seeAlso: readonly string[];
}

/**
 * A page of help as a manual page, in roff with the macros of man(7): names as they are typed, so that they can be pasted
 * (a plain `-` may become a hyphen), and nothing that roff would take for one of its requests.
 */
export function manPage({ name, summary, page, seeAlso }: ManPage): string {
  const { intro, examples, usage, sections } = page;
  const lines = [
    `.TH ${name.toUpperCase()} 1 "" livemig "livemig manual"`,
    // A variable that was hyphenated could not be pasted either.
    ...['.nh', '.ad l'],
    ...heading('name'),
    `${literal(name)} \\- ${text(summary)}`,
    ...(usage === undefined ? [] : [...heading('synopsis'), `.B ${literal(usage)}`]),
    ...heading('description'),
    ...intro.split('\n').flatMap((paragraph) => ['.PP', line(paragraph)]),
    ...sections.flatMap(({ title, rows }) => [...heading(title), ...rows.flatMap(rowLines)]),
    ...(examples.length === 0 ? [] : [...heading('examples'), '.nf', ...examples.map(literalLine), '.fi']),
    ...heading('see also'),
    seeAlso.map((other) => `${literal(other)}(1)`).join(', '),
  ];
  return `${lines.join('\n')}\n`;
}

function heading(title: string): string[] {
  return [`.SH "${text(title.toUpperCase()).replaceAll('"', '\\(dq')}"`];
}

function rowLines([term, ...about]: Row): string[] {
  const [first = '', ...more] = about;
  return ['.TP', `\\fB${literal(term)}\\fR`, line(first), ...more.flatMap((paragraph) => ['.IP', line(paragraph)])];
}

/** At its beginning a full stop or an apostrophe would be a request. */
function line(words: string): string {
  return `\\&${text(words)}`;
}

function literalLine(words: string): string {
  return `\\&${literal(words)}`;
}

function text(words: string): string {
  return words.replaceAll('\\', '\\e').replaceAll(/--?(?=[a-z])/g, (dashes) => dashes.replaceAll('-', '\\-'));
}

function literal(words: string): string {
  return words
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replaceAll('`', '\\(ga')
    .replaceAll('^', '\\(ha')
    .replaceAll('~', '\\(ti');
}
