import { page } from '../http/page.ts';
import { type EndpointSet, endpointSetOf, endpointSets } from '../http/rate-limit.ts';
import { notFound } from '../http/refusal.ts';
import { ok, type Route } from '../http/route.ts';

/** The limits that the sandbox keeps (API notes, section 4), each with the calls it is for. */
export function rateLimitRoutes(routes: readonly Route[]): Route[] {
  const one: Route = {
    method: 'GET',
    path: '/rateLimits/:endpointSetId',
    versions: ['2025-03-12'],
    handle: ({ param }) => {
      const id = param('endpointSetId');
      const found = endpointSets.find((set) => set.id === id);
      if (found === undefined) throw notFound('RESOURCE_NOT_FOUND', `There is no endpoint set ${id}.`, id);
      return ok(endpointSetView(found, [...routes, own, one]));
    },
  };
  const own: Route = {
    method: 'GET',
    path: '/rateLimits',
    versions: ['2025-03-12'],
    handle: (request) => {
      const { query } = request;
      const [name, endpoint] = [query.get('name'), query.get('endpointPath')];
      const sets = endpointSets
        .map((set) => endpointSetView(set, [...routes, own, one]))
        .filter((set) => name === null || set.endpointSetName === name)
        .filter((set) => endpoint === null || set.endpoints.some(({ path }) => path === endpoint));
      return page(request, sets);
    },
  };
  return [own, one];
}

function endpointSetView(set: EndpointSet, routes: readonly Route[]) {
  const { capacity, refillPerMinute } = set.limit;
  return {
    endpointSetId: set.id,
    endpointSetName: set.name,
    scope: set.scope,
    capacity: { value: capacity, defaultValue: capacity },
    refillRate: { value: refillPerMinute, defaultValue: refillPerMinute },
    refillDurationSeconds: { value: 60, defaultValue: 60 },
    endpoints: routes
      .filter(({ path }) => endpointSetOf(path.replace(/:\w+/g, 'x')) === set)
      .map(({ method, path }) => ({ method, path: `/api/atlas/v2${path.replace(/:(\w+)/g, '{$1}')}` })),
  };
}
