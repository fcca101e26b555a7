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
