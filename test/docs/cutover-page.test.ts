import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checklist } from '../../src/core/gates/checklist.ts';
import { gateNames } from '../../src/core/gates/gate-name.ts';
import { gates } from '../../src/core/gates/gates.ts';
import { withSection } from './generated-section.ts';

const path = join(import.meta.dirname, '../../docs/following-and-cutover.md');

const sections: Readonly<Record<string, string[]>> = {
  gates: [
    '| gate | is met where | otherwise |',
    '| --- | --- | --- |',
    ...gateNames.map((name) => `| \`${name}\` | ${gates[name].title} | ${gates[name].refuses ? 'refuses' : 'warns'} |`),
  ],
  checklist: checklist.map((line, at) => `${at + 1}. ${line}.`),
};

/** One that is another now fails here; `npm run docs` writes the new one. */
it('what docs/following-and-cutover.md lists is what the code knows', async () => {
  const page = readFileSync(path, 'utf8');
  const made = Object.entries(sections).reduce((text, [name, rows]) => withSection(text, name, rows), page);
  await expect(made).toMatchFileSnapshot(path, 'npm run docs writes it anew');
});
