import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inputKeys } from '../../src/stages/inputs.ts';
import { withSection } from './generated-section.ts';
import { inputsTable } from './inputs-table.ts';

const path = join(import.meta.dirname, '../../README.md');

/** One that is another now fails here; `npm run docs` writes the new one. */
it('the table of the inputs in the README is the one that the registry makes', async () => {
  const readme = readFileSync(path, 'utf8');
  await expect(withSection(readme, 'inputs', inputsTable())).toMatchFileSnapshot(path, 'npm run docs writes it anew');
});

it('the table of the inputs has a row of four cells for each, beneath its head', () => {
  const rows = inputsTable();
  expect(rows).toHaveLength(inputKeys.length + 2);
  expect(rows.filter((row) => row.split(/(?<!\\)\|/).length !== 6)).toEqual([]);
});

it.each([
  ['no marks', 'text'],
  ['the end before the beginning', '<!-- end of x -->\n<!-- x: made by npm run docs -->'],
])('a section with %s is not written', (_, text) => {
  expect(() => withSection(text, 'x', ['new'])).toThrow('no marks around x');
});

it('a section is replaced, and nothing around it', () => {
  const text = 'before\n<!-- x: made by npm run docs -->\n\nold\n\n<!-- end of x -->\nafter\n';
  expect(withSection(text, 'x', ['new'])).toBe(text.replace('old', 'new'));
});
