import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inputKeys } from '../../src/stages/inputs.ts';
import { line } from '../../src/stages/line.ts';
import { commandsTable } from './commands-table.ts';
import { withSection } from './generated-section.ts';
import { inputsTable } from './inputs-table.ts';
import { dataTable, errorDataTable, errorTable } from './result-tables.ts';

/** The tables of each page, by the name between whose marks they stand. */
const pages: Readonly<Record<string, Readonly<Record<string, string[]>>>> = {
  'commands.md': { commands: await commandsTable() },
  'how-it-works.md': { steps: stepsTable() },
  'inputs.md': { inputs: inputsTable() },
  'json.md': { data: dataTable(), 'error data': errorDataTable(), errors: errorTable() },
};

/** One that is another now fails here; `npm run docs` writes the new one. */
it.each(Object.entries(pages))(
  'the tables in docs/%s are those that the registries and schemas make',
  async (name, sections) => {
    const path = join(import.meta.dirname, '../../docs', name);
    const page = readFileSync(path, 'utf8');
    const made = Object.entries(sections).reduce((text, [title, lines]) => withSection(text, title, lines), page);
    await expect(made).toMatchFileSnapshot(path, 'npm run docs writes it anew');
  },
);

it.each([
  ['data', dataTable(), 5],
  ['error data', errorDataTable(), 4],
  ['errors', errorTable(), 5],
])('each row of the table %s has all its cells, beneath its head', (_, rows, bars) => {
  expect(rows.length).toBeGreaterThan(5);
  expect(rows.filter((row) => row.split(/(?<!\\)\|/).length !== bars + 1)).toEqual([]);
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

function stepsTable(): string[] {
  return ['| step | what it does |', '| --- | --- |', ...line.map(({ id, title }) => `| \`${id}\` | ${title} |`)];
}
