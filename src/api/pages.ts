import { z } from 'zod';
import type { Http, HttpAnswer, HttpRequest } from './http.ts';

/** The most that both APIs give at once (Atlas API notes, section 5; manager API notes, section 1). */
const itemsPerPage = 500;
/** Half a million items: a server that never ends its list would otherwise keep us for ever. */
const mostPages = 1000;

/** Every item of a paged list; `answeredAt` is that of the first page. */
export async function allPages<Item>(
  http: Http,
  request: Omit<HttpRequest<unknown>, 'schema' | 'method'>,
  item: z.ZodType<Item>,
): Promise<HttpAnswer<Item[]>> {
  const schema = z.object({ results: z.array(item), totalCount: z.number().nullish() });
  const page = (pageNum: number) =>
    http.ask({ ...request, method: 'GET', query: { ...request.query, pageNum, itemsPerPage }, schema });
  const first = await page(1);
  const items = [...first.value.results];
  let last = first.value;
  for (let pageNum = 2; pageNum <= mostPages && goesOn(last, items.length); pageNum += 1) {
    last = (await page(pageNum)).value;
    items.push(...last.results);
  }
  return { ...first, value: items };
}

function goesOn(page: { results: unknown[]; totalCount?: number | null | undefined }, seen: number): boolean {
  const { results, totalCount } = page;
  return results.length > 0 && (totalCount == null ? results.length >= itemsPerPage : seen < totalCount);
}
