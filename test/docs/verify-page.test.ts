import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Expectation, expectations } from '../../src/core/verification/difference.ts';
import { levels, levelTexts } from '../../src/core/verification/level.ts';
import { withSection } from './generated-section.ts';

const path = join(import.meta.dirname, '../../docs/verify.md');

/** One that is another now fails here; `npm run docs` writes the new one. */
it('the tables in docs/verify.md are those of the code', async () => {
  const made = withSection(withSection(readFileSync(path, 'utf8'), 'levels', levelRows()), 'expected', expectedRows());
  await expect(made).toMatchFileSnapshot(path, 'npm run docs writes it anew');
});

function levelRows(): string[] {
  const rows = levels.map((level) => {
    const { looksAt, cannotSee } = levelTexts[level];
    return `| \`${level}\` | ${looksAt} | ${cannotSee.length === 0 ? '–' : cannotSee.join('; ')} |`;
  });
  return ['| level | looks at | cannot see |', '| --- | --- | --- |', ...rows];
}

function expectedRows(): string[] {
  const rows = Expectation.options.map((name) => `| \`${name}\` | ${expectations[name]} |`);
  return ['| class | why |', '| --- | --- |', ...rows];
}
