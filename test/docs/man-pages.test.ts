import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { catalogue } from '../../src/cli/catalogue.ts';
import { pageOf, programPage } from '../../src/cli/command-help.ts';
import { topics } from '../../src/cli/topics.ts';
import { type ManPage, manPage } from './man-page.ts';

const folder = join(import.meta.dirname, '../../docs/man');

const named = (name: string) => `livemig-${name}`;
const commandNames = catalogue.map(({ name }) => named(name));
const topicNames = topics.map(({ name }) => named(name));

const pages: readonly ManPage[] = [
  {
    name: 'livemig',
    summary: 'live migrate a MongoDB deployment into MongoDB Atlas',
    page: programPage(),
    seeAlso: [...commandNames, ...topicNames],
  },
  ...(await Promise.all(
    [...catalogue.map((entry) => ({ ...entry, page: () => pageOf(entry) })), ...topics].map(
      async ({ name, summary, page }): Promise<ManPage> => ({
        ...{ name: named(name), summary, page: await page() },
        seeAlso: ['livemig', ...topicNames.filter((other) => other !== named(name))],
      }),
    ),
  )),
];

/** One that is another now fails here; `npm run docs` writes the new one. */
it.each(pages)('docs/man/$name.1 is what its help is', async (page) => {
  await expect(manPage(page)).toMatchFileSnapshot(join(folder, `${page.name}.1`), 'npm run docs writes it anew');
});

it('each is in the package, and none of a command that is none', () => {
  const files = pages.map(({ name }) => `${name}.1`).sort();
  expect(readdirSync(folder).sort()).toEqual(files);
  const { man } = z
    .object({ man: z.array(z.string()) })
    .parse(JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')));
  expect(man.toSorted()).toEqual(files.map((file) => `./docs/man/${file}`));
});

const hostile: ManPage = {
  name: 'livemig-odd',
  summary: 'what "roff" would take for itself',
  page: {
    intro: '.SH NOT A HEADING\n\'not a request \\fB nor this \\ "quoted"',
    examples: [".so /etc/passwd --it's-quoted", 'a\\b ~/x ^ `y`'],
    sections: [{ title: 'a "title"', rows: [['.term --with-dash', ".TH it 1 --and-dashes isn't one"]] }],
  },
  seeAlso: ['livemig'],
};

it('takes no word of a text for a request', () => {
  const requests = [...manPage(hostile).matchAll(/^[.'](\S+)/gm)].map(([, request]) => request);
  expect(new Set(requests)).toEqual(new Set(['TH', 'nh', 'ad', 'SH', 'PP', 'TP', 'nf', 'fi']));
});

const hasGroff = spawnSync('groff', ['--version']).status === 0;

it.skipIf(!hasGroff)('is shown as it is written, without a warning (skipped, because groff is not there)', () => {
  const shown = (page: ManPage) => {
    const { stdout, stderr } = spawnSync('groff', ['-man', '-ww', '-Tutf8', '-P-cbou', '-rLL=200n'], {
      input: manPage(page),
      encoding: 'utf8',
    });
    expect([page.name, stderr]).toEqual([page.name, '']);
    return stdout;
  };
  for (const page of pages) expect(shown(page)).toContain(page.name.toUpperCase());
  const text = shown(hostile);
  for (const words of [
    '.SH NOT A HEADING',
    '\'not a request \\fB nor this \\ "quoted"',
    ".so /etc/passwd --it's-quoted",
    'a\\b ~/x ^ `y`',
    '.term --with-dash',
  ])
    expect(text).toContain(words);
});
