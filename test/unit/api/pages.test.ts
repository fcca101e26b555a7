import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createHttp } from '../../../src/api/http.ts';
import { allPages } from '../../../src/api/pages.ts';
import { challenge, httpOptions } from '../../support/api-credentials.ts';
import { caught } from '../../support/caught.ts';
import { type Reply, scriptedServer } from '../../support/scripted-server.ts';

const open: Array<() => Promise<void>> = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const full = (from: number): Reply => ({ body: { results: Array.from({ length: 500 }, (_, at) => from + at) } });

async function read(pages: readonly Reply[], longest?: { pages: number; bytes: number }) {
  const server = await scriptedServer([challenge('n1'), ...pages]);
  open.push(server.close);
  const http = createHttp(httpOptions(server.url));
  const answer = allPages(http, { path: '/list', accept: 'application/json' }, z.number(), longest);
  return { server, answer };
}

describe('a list that cannot be read as a whole is an error, and never half a list', () => {
  it.each<[string, Reply[], { pages: number; bytes: number } | undefined, string]>([
    ['the same page again', [full(0), full(0)], undefined, 'repeats a page (after 500 items'],
    ['two pages in turn', [full(0), full(500), full(0)], undefined, 'repeats a page (after 1000 items'],
    [
      'a server that knows no pages, and promises more',
      [{ body: { results: [1, 2], totalCount: 3 } }, { body: { results: [1, 2], totalCount: 3 } }],
      undefined,
      'repeats a page (after 2 items',
    ],
    ['more pages than anybody has', [full(0), full(500)], { pages: 2, bytes: 1e9 }, 'does not end (1000 items'],
    ['more bytes than anybody has', [full(0), full(500)], { pages: 9, bytes: 3000 }, 'does not end (1000 items'],
  ])('%s', async (_case, pages, longest, words) => {
    const { server, answer } = await read(pages, longest);
    const error = await caught(answer);
    expect([error.kind, error.code]).toEqual(['api', 'API_UNEXPECTED_ANSWER']);
    expect(error.message).toContain(`GET /list ${words}`);
    expect([server.left, server.unplanned]).toEqual([[], []]);
  });

  it('a list of the most that is read is whole', async () => {
    const { answer } = await read([full(0), full(500), { body: { results: [1000] } }], { pages: 3, bytes: 1e9 });
    expect((await answer).value).toHaveLength(1001);
  });
});
