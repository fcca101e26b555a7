import { existsSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { expect, it } from 'vitest';
import { documentPaths, readDocument, readPage, saidBySource } from '../support/documents.ts';
import { type Markdown, readMarkdown } from '../support/markdown.ts';

const root = join(import.meta.dirname, '../..');
const papers = [...documentPaths, 'CHANGELOG.md', '.github/CONTRIBUTING.md', '.github/SECURITY.md'];

/** The links of a page that lead nowhere, of those that lead to this repository. */
function broken(path: string, page: Markdown): string[] {
  return page.links
    .filter((link) => !/^(?:https?|mailto):/.test(link))
    .filter((link) => {
      const [file = '', anchor] = link.split('#');
      const to = posix.join(posix.dirname(path), file);
      if (file !== '' && !existsSync(join(root, to))) return true;
      if (anchor === undefined) return statSync(join(root, to)).isDirectory();
      return !(file === '' ? page : readPage(to)).anchors.includes(anchor);
    });
}

it.each(papers)('each link in %s leads to a file of the repository, and to a heading in it', (path) => {
  expect(broken(path, readPage(path))).toEqual([]);
});

it('a link that leads nowhere is noticed', () => {
  const text =
    '# One `two`\n\n[a](#one-two) [b](#three) [c](verify.md) [d](../README.md#no)\n\n![e](absent.svg) [f](monitoring)\n';
  expect(broken('docs/some.md', readMarkdown(text))).toEqual(['#three', '../README.md#no', 'absent.svg', 'monitoring']);
});

it('each page that livemig names in what it says, as in the fix of an error, is there', () => {
  const named = saidBySource(/\b(docs\/[\w-]+\.md)\b/g);
  expect(named).toEqual(expect.arrayContaining(['docs/sandbox.md', 'docs/recovery.md', 'docs/checks.md']));
  expect(named.filter((path) => !documentPaths.includes(path))).toEqual([]);
});

it('each page in docs is named by its index', () => {
  const named = readPage('docs/README.md').links;
  const names = documentPaths.filter((path) => !path.endsWith('README.md')).map((path) => posix.basename(path));
  expect(names.filter((name) => !named.includes(name))).toEqual([]);
});

it('README.md is short enough to be read: 10 kB at most', () => {
  expect(Buffer.byteLength(readDocument('README.md'))).toBeLessThanOrEqual(10_000);
});
