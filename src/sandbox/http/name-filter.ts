import type { ApiRequest } from './route.ts';

/** `?name=` is a beginning, without regard to case (Atlas' OpenAPI file, GET /orgs and GET /orgs/{orgId}/groups). */
export function nameFilter({ query }: ApiRequest): (one: { name: string }) => boolean {
  const wanted = (query.get('name') ?? '').toLowerCase();
  return ({ name }) => name.toLowerCase().startsWith(wanted);
}
