import { type Page, pageText } from './page.ts';

interface Topic {
  readonly name: string;
  readonly summary: string;
  page(): Promise<Page>;
}

/** What `livemig help` tells beside the commands. Each page is made of the declarations that the program works with. */
export const topics: readonly Topic[] = [
  {
    name: 'exit-codes',
    summary: 'what the exit code says',
    page: async () => (await import('./topic-pages.ts')).exitCodesPage(),
  },
  {
    name: 'environment',
    summary: 'every variable that livemig reads',
    page: async () => (await import('./topic-pages.ts')).environmentPage(),
  },
  {
    name: 'json',
    summary: 'the events that --json prints',
    page: async () => (await import('./json-page.ts')).jsonPage(),
  },
  {
    name: 'files',
    summary: 'what is kept where',
    page: async () => (await import('./topic-pages.ts')).filesPage(),
  },
];

export async function topicText(name: string, columns: number): Promise<string | undefined> {
  const topic = topics.find((one) => one.name === name);
  return topic === undefined ? undefined : pageText(await topic.page(), columns);
}
