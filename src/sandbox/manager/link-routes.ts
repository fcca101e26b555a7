import { z } from 'zod';
import { organization, orgOwner } from '../http/access.ts';
import { readBody } from '../http/read-body.ts';
import { badRequest, notFound } from '../http/refusal.ts';
import { type ApiRequest, created, noContent, ok, type Route } from '../http/route.ts';
import { connect, disconnect, isSynced, linkOf } from '../model/linking.ts';
import type { Model, OrganizationLink } from '../model/model.ts';
import { managerTerritory } from './territory.ts';

const Connect = z.strictObject({ linkToken: z.string().min(1) });

const path = '/orgs/:orgId/liveExport/migrationLink';

/**
 * Connecting the organization with Atlas (Ops Manager notes, section 3). Not published, and chosen here: an
 * organization that was never connected is NOT_SYNCED, a token that Atlas never made is 400, a second POST replaces.
 */
export function managerLinkRoutes(model: Model): Route[] {
  const territory = managerTerritory(model);
  const orgOf = ({ identity, param }: ApiRequest) => organization(territory, identity, param('orgId'), orgOwner).id;
  const statusOf = (link: OrganizationLink | undefined) => ({
    status: link !== undefined && isSynced(model, link) ? 'SYNCED' : 'NOT_SYNCED',
  });
  return [
    {
      method: 'POST',
      path,
      handle: (request) => {
        const orgId = orgOf(request);
        const link = connect(model, orgId, readBody(Connect, request.text).linkToken);
        if (link === undefined)
          throw badRequest('INVALID_ATTRIBUTE', 'Invalid attribute linkToken specified.', 'linkToken');
        return created(statusOf(link));
      },
    },
    { method: 'GET', path: `${path}/status`, handle: (request) => ok(statusOf(linkOf(model, orgOf(request)))) },
    {
      method: 'DELETE',
      path,
      handle: (request) => {
        if (disconnect(model, orgOf(request))) return noContent;
        throw notFound('UNEXPECTED_ERROR', 'Could not find the requested external organization link.');
      },
    },
  ];
}
