import { z } from 'zod';
import { organization, orgOwner } from '../http/access.ts';
import { readBody } from '../http/read-body.ts';
import { badRequest, conflict, notFound } from '../http/refusal.ts';
import { type ApiRequest, created, noContent, ok, type Route } from '../http/route.ts';
import type { Migrations } from '../migration/migrations.ts';
import { asRange } from '../model/access-list.ts';
import { migrationHostsOf } from '../model/agents.ts';
import { createLinkToken, isSynced, removeAtlasLink } from '../model/linking.ts';
import type { Model } from '../model/model.ts';
import type { Deployment } from '../scenario/scenario.ts';
import { atlasTerritory } from './territory.ts';

const NewToken = z.strictObject({ accessListIps: z.array(z.string()).optional() });

const versions = ['2023-01-01'] as const;

/** The calls L1 to L3 (API notes, section 6): for organization owners only. */
export function linkRoutes(model: Model, migrations: Migrations): Route[] {
  const territory = atlasTerritory(model);
  const orgOf = ({ identity, param }: ApiRequest) => organization(territory, identity, param('orgId'), orgOwner).id;
  return [
    {
      method: 'POST',
      path: '/orgs/:orgId/liveMigrations/linkTokens',
      versions,
      handle: (request) => {
        const orgId = orgOf(request);
        const { accessListIps = [] } = readBody(NewToken, request.text);
        const wrong = accessListIps.find((address) => asRange(address) === undefined);
        if (wrong !== undefined) throw notAnAddress(wrong);
        return created({ linkToken: createLinkToken(model, orgId, accessListIps).token });
      },
    },
    {
      method: 'DELETE',
      path: '/orgs/:orgId/liveMigrations/linkTokens',
      versions,
      handle: (request) => {
        const orgId = orgOf(request);
        const busy = migrations
          .activeGroups()
          .filter((id) => territory.projects.some((one) => one.id === id && one.orgId === orgId));
        if (busy.length > 0) throw inUse(orgId, busy);
        if (!removeAtlasLink(model, orgId)) {
          throw notFound('UNEXPECTED_ERROR', 'Could not find the requested external organization link.');
        }
        return noContent;
      },
    },
    {
      method: 'GET',
      path: '/orgs/:orgId/liveMigrations/availableProjects',
      versions,
      handle: (request) => ok(availableProjects(model, orgOf(request))),
    },
  ];
}

/** What the manager has told Atlas: a bare array, empty until the organizations are linked and synchronized. */
function availableProjects(model: Model, atlasOrgId: string) {
  const linked = model.state.links.filter((link) => link.atlasOrgId === atlasOrgId && isSynced(model, link));
  return model.scenario.manager.projects
    .filter(({ orgId }) => linked.some(({ managerOrgId }) => managerOrgId === orgId))
    .map(({ id, name, deployments }) => ({
      projectId: id,
      name,
      migrationHosts: migrationHostsOf(model, id),
      deployments: deployments.map(deploymentView),
    }));
}

function deploymentView({ name, clusterId, managed, tls, version, shards, dbSizeBytes, oplogSizeMB }: Deployment) {
  return {
    name,
    clusterId,
    managed,
    sharded: shards !== undefined,
    ...(shards === undefined ? {} : { shardsSize: shards }),
    tlsEnabled: tls,
    mongoDBVersion: version,
    featureCompatibilityVersion: version.split('.').slice(0, 2).join('.'),
    agentVersion: '13.20.1.9185',
    dbSizeBytes,
    oplogSizeMB,
  };
}

function notAnAddress(value: string) {
  const detail = `The address ${value} must be in valid IP address or CIDR notation.`;
  return badRequest('INVALID_IP_ADDRESS_OR_CIDR_NOTATION', detail, value);
}

function inUse(orgId: string, groupIds: readonly string[]) {
  const detail = `Cannot delete the link of the organization ${orgId}: live migrations are active in the projects ${groupIds.join(', ')}.`;
  return conflict('CANNOT_DELETE_ORG_ACTIVE_LIVE_MIGRATION_ATLAS_ORG_LINK', detail, ...groupIds);
}
