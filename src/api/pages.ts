import { z } from 'zod';
import { LivemigError } from '../core/errors.ts';
import type { Http, HttpAnswer, HttpRequest } from './http.ts';

/** The most that both APIs give at once (Atlas API notes, section 5; manager API notes, section 1). */
const itemsPerPage = 500;

/** Half a million items, or thousands of clusters: a server that never ends its list would otherwise keep us for ever. */
const longestList = { pages: 1000, bytes: 128 * 1024 * 1024 };

/**
 * Every item of a paged list; `answeredAt` is that of the first page.
 *
 * All or nothing: throws kind `api` where the list goes on for too long, or where a page comes twice. Only a page that is
 * not full can be the last one, whatever the total says: that "is an estimate and may not be exact" (Atlas Admin API v2,
 * totalCount).
 */
export async function allPages<Item>(
  http: Http,
  request: Omit<HttpRequest<unknown>, 'schema' | 'method'>,
  item: z.ZodType<Item>,
  longest = longestList,
): Promise<HttpAnswer<Item[]>> {
  const schema = z.object({ results: z.array(item), totalCount: z.number().nullish() });
  const ask = (pageNum: number) =>
    http.ask({ ...request, method: 'GET', query: { ...request.query, pageNum, itemsPerPage }, schema });
  const first = await ask(1);
  const items = [...first.value.results];
  const seen = new Set([JSON.stringify(items)]);
  let { value: page, bytes } = first;
  for (let pageNum = 2; goesOn(page, items.length); pageNum += 1) {
    const total = `${items.length} items, ${bytes} bytes`;
    if (pageNum > longest.pages || bytes > longest.bytes)
      throw unusable(request.path, `does not end (${total} so far)`);
    const answer = await ask(pageNum);
    page = answer.value;
    bytes += answer.bytes;
    const text = JSON.stringify(page.results);
    if (page.results.length > 0 && seen.has(text)) throw unusable(request.path, `repeats a page (after ${total})`);
    seen.add(text);
    items.push(...page.results);
  }
  return { ...first, bytes, value: items };
}

function goesOn({ results, totalCount }: { results: unknown[]; totalCount?: number | null | undefined }, seen: number) {
  return results.length >= itemsPerPage || (results.length > 0 && seen < (totalCount ?? 0));
}

function unusable(path: string, what: string): LivemigError {
  return new LivemigError({
    kind: 'api',
    code: 'API_UNEXPECTED_ANSWER',
    message: `The list at GET ${path} ${what}, so it cannot be read as a whole.`,
    fix: 'Check that the address of the service is right and that no proxy answers in its place; otherwise please report it.',
    api: { method: 'GET', path, delivery: 'unknown' },
  });
}
