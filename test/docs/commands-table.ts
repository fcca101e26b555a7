import { type CatalogueEntry, catalogue } from '../../src/cli/catalogue.ts';

/** The table of the commands in docs/commands.md, one row for each, in the order of the help. */
export async function commandsTable(): Promise<string[]> {
  return ['| command | what it does |', '| --- | --- |', ...(await Promise.all(catalogue.map(row)))];
}

async function row(entry: CatalogueEntry): Promise<string> {
  const { argument } = 'text' in entry ? await entry.text() : {};
  const typed = ['livemig', entry.name, ...(argument === undefined ? [] : [argument])].join(' ');
  return `| \`${typed}\` | ${entry.summary} |`;
}
