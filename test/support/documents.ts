import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Markdown, readMarkdown } from './markdown.ts';

const root = join(import.meta.dirname, '../..');

/** What people read of livemig, as paths from the root: README.md, and each page in docs. */
export const documentPaths: readonly string[] = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .toSorted()
    .map((name) => `docs/${name}`),
];

/** The text of one of them, such as docs/json.md. */
export function readDocument(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** What `pattern` finds in the strings of src, as they are shown: each once, by its first group. Templates keep their ${…}. */
export function saidBySource(pattern: RegExp): string[] {
  strings ??= stringsOfSource();
  const found = strings.flatMap((string) => [...string.matchAll(pattern)]);
  return [...new Set(found.map(([, words = '']) => words))];
}

/** Read once, because there are many. */
let strings: string[] | undefined;

function stringsOfSource(): string[] {
  const names = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => readDocument(join('src', name)).match(stringOfSource) ?? [])
    .map((string) => string.slice(1, -1).replaceAll('\\`', '`'));
}

const stringOfSource = /(?<=^|[\s([{])'(?:[^'\\\n]|\\.)+'|"(?:[^"\\\n]|\\.)+"|`(?:[^`\\]|\\.)+`/gs;

const pages = new Map<string, Markdown>();

/** What stands in one of them; it is read once, because the longest takes a while. */
export function readPage(path: string): Markdown {
  const page = pages.get(path) ?? readMarkdown(readDocument(path));
  pages.set(path, page);
  return page;
}
