import { join } from 'node:path';
import { expect, it } from 'vitest';
import { docsOf } from '../../src/core/rule.ts';
import { ruleIds } from '../../src/stages/rule-book.ts';
import { checksPage } from './checks-page.ts';

const path = join(import.meta.dirname, '../../docs/checks.md');

/** One that is another now fails here; `npm run docs` writes the new one. */
it('docs/checks.md is what the records of the rules make', async () => {
  await expect(checksPage()).toMatchFileSnapshot(path, 'npm run docs writes it anew');
});

it('each rule has the one heading that its findings lead to', () => {
  // As GitHub makes them: a heading in small letters.
  const anchors = [...checksPage().matchAll(/^## (.+)$/gm)].map(
    ([, heading = '']) => `docs/checks.md#${heading.toLowerCase()}`,
  );
  expect(anchors).toEqual(ruleIds.map(docsOf));
});

it('each rule is looked at by its facts, or says in its section where to look or why nobody has to', () => {
  const page = checksPage();
  const rows = [...page.matchAll(/^\| \[(\w+)\].*\| (.*?) \|$/gm)].map(([, id = '', how = '']) => [id, how] as const);
  expect(rows.map(([id]) => id)).toEqual(ruleIds);
  const sections = new Map(page.split(/^## /m).map((section) => [section.slice(0, section.indexOf('\n')), section]));
  const without = rows.filter(([id, how]) => {
    const section = sections.get(id) ?? '';
    const facts = [...section.matchAll(/^- needs (`\w+`)/gm)].map(([, fact]) => fact);
    return facts.length > 0 ? facts.join(', ') !== how : how === '' || !section.includes(`\n- ${how}`);
  });
  expect(without).toEqual([]);
});
