import { type CatalogueEntry, catalogue } from './catalogue.ts';
import type { ActionWord } from './command-module.ts';
import { commonFlags } from './common-options.ts';
import { type Flag, type FlagGroup, inOrder, spelling } from './flags.ts';
import { type Page, pageText, type Row, type Section } from './page.ts';
import { topics } from './topics.ts';

/** What `livemig --help` prints. */
export function programHelp(columns: number): string {
  return pageText(programPage(), columns);
}

export function programPage(): Page {
  return {
    intro:
      'Live migrates a MongoDB deployment from Cloud Manager or Ops Manager into MongoDB Atlas: link, provision, start. On a terminal, `livemig` alone leads through all three.',
    examples: ['livemig rehearse', 'livemig', 'livemig link --help'],
    usage: 'livemig [command] [flags]',
    sections: [
      { title: 'Commands', rows: catalogue.map(({ name, summary }): Row => [name, summary]) },
      flagSection({
        ...commonFlags,
        flags: [...commonFlags.flags, { flag: '--version', description: 'show the version, as -V does' }],
      }),
      { title: 'Topics', rows: topics.map(({ name, summary }): Row => [`livemig help ${name}`, summary]) },
    ],
  };
}

/** What `--help` of a command prints. */
export async function commandHelp(entry: CatalogueEntry, columns: number): Promise<string> {
  return pageText(await pageOf(entry), columns);
}

/** What livemig tells of one of its commands. */
export function pageOf(entry: CatalogueEntry): Promise<Page> {
  return 'declare' in entry ? commandPage(entry) : textPage(entry);
}

async function commandPage(entry: Extract<CatalogueEntry, { declare: unknown }>): Promise<Page> {
  const { examples, groups, secrets, file, words = [] } = await entry.declare();
  const fromVariables: Section = {
    title: 'Credentials and secrets come from variables, or are asked for',
    rows: secrets.map(({ title, ways }): Row => [title, ...ways]),
  };
  return {
    intro: sentence(entry.summary),
    examples,
    usage: `livemig ${entry.name}${file === undefined ? '' : ' <file>'}${words.length === 0 ? '' : ' [word]'} [flags]`,
    sections: [
      ...(file === undefined ? [] : [{ title: '<file>', rows: [['<file>', file.about]] as const }]),
      ...(words.length === 0 ? [] : [{ title: '[word]', rows: words.map(wordRow) }]),
      ...inOrder([...groups, commonFlags]).map(flagSection),
      ...(secrets.length > 0 ? [fromVariables] : []),
    ],
  };
}

function wordRow({ word, follows, about }: ActionWord): Row {
  return [follows === undefined ? word : `${word} ${follows}`, about];
}

async function textPage(entry: Extract<CatalogueEntry, { text: unknown }>): Promise<Page> {
  const { examples, argument, words } = await entry.text();
  return {
    intro: sentence(entry.summary),
    examples,
    usage: ['livemig', entry.name, argument].filter(Boolean).join(' '),
    sections:
      argument === undefined
        ? []
        : [{ title: argument, rows: words().map(({ word, about }): Row => [word, about ?? '']) }],
  };
}

function flagSection({ title, flags }: FlagGroup): Section {
  return { title, rows: flags.map((flag): Row => [spelling(flag), ...aboutFlag(flag)]) };
}

function aboutFlag({ description, oneOf, repeatable, env = [], default: fallback, of }: Flag): string[] {
  const facts = [
    // A description that has named the values already need not say them twice.
    oneOf === undefined || oneOf.every((value) => description.includes(value)) ? '' : oneOf.join(', '),
    fallback === undefined ? '' : `default: ${fallback}`,
    repeatable === true && !description.includes('repeatable') ? 'repeatable' : '',
    env.join(', '),
    of === undefined || of.every((word) => word === '') ? '' : goesWith(of),
  ].filter((fact) => fact !== '');
  return [facts.length === 0 ? description : `${description} (${facts.join('; ')})`];
}

/** Whoever does not read it is told by the refusal. */
function goesWith(of: readonly string[]): string {
  const words = of.filter((word) => word !== '');
  return `${of.includes('') ? 'also' : 'only'} with ${words.join(', ')}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
