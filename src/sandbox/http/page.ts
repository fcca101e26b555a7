import { z } from 'zod';
import { badRequest } from './refusal.ts';
import { type ApiAnswer, type ApiRequest, ok } from './route.ts';

/** Both services count pages from 1 and give at most 500 entries at once (API notes, section 5). */
const Paging = z.object({
  pageNum: z.coerce.number().int().min(1).default(1),
  itemsPerPage: z.coerce.number().int().min(1).max(500).default(100),
  includeCount: z.enum(['true', 'false']).default('true'),
});

export function page(request: ApiRequest, all: readonly unknown[]): ApiAnswer {
  const { pageNum, itemsPerPage, includeCount } = readPaging(request.query);
  const start = (pageNum - 1) * itemsPerPage;
  const link = (rel: string, number: number) => ({ rel, href: hrefOf(request, number, itemsPerPage) });
  const links = [
    link('self', pageNum),
    ...(pageNum > 1 ? [link('previous', pageNum - 1)] : []),
    ...(start + itemsPerPage < all.length ? [link('next', pageNum + 1)] : []),
  ];
  const results = all.slice(start, start + itemsPerPage);
  return ok(includeCount === 'true' ? { links, results, totalCount: all.length } : { links, results });
}

/** The `links` of one entity. */
export function selfLink(url: string): { links: { rel: string; href: string }[] } {
  return { links: [{ rel: 'self', href: url }] };
}

function readPaging(query: URLSearchParams): z.infer<typeof Paging> {
  const result = Paging.safeParse(Object.fromEntries(query));
  if (result.success) return result.data;
  const name = String(result.error.issues[0]?.path[0]);
  throw badRequest('INVALID_QUERY_PARAMETER', `Invalid query parameter ${name} specified.`, name);
}

function hrefOf(request: ApiRequest, pageNum: number, itemsPerPage: number): string {
  const query = new URLSearchParams(request.query);
  query.set('pageNum', String(pageNum));
  query.set('itemsPerPage', String(itemsPerPage));
  return `${request.url}?${query}`;
}
