import { z } from 'zod';
import { groupOwner, project } from '../http/access.ts';
import { page, selfLink } from '../http/page.ts';
import { readBody } from '../http/read-body.ts';
import { badRequest, notFound } from '../http/refusal.ts';
import { type ApiRequest, noContent, ok, type Route } from '../http/route.ts';
import { type Agent, agentsOf, createAgentKey, deleteAgentKey } from '../model/agents.ts';
import type { AgentKey, Model } from '../model/model.ts';
import { managerTerritory } from './territory.ts';

const NewKey = z.strictObject({ desc: z.string().min(1) });
const AgentType = z.enum(['AUTOMATION', 'MONITORING', 'BACKUP']);

/** Agents and their keys (Ops Manager notes, sections 4.6 and 4.7). */
export function agentRoutes(model: Model): Route[] {
  const territory = managerTerritory(model);
  const groupOf = ({ identity, param }: ApiRequest) => project(territory, identity, param('groupId')).id;
  const ownedGroup = ({ identity, param }: ApiRequest) => project(territory, identity, param('groupId'), groupOwner).id;
  return [
    {
      // Only says where the lists are.
      method: 'GET',
      path: '/groups/:groupId/agents',
      handle: (request) => {
        groupOf(request);
        const links = AgentType.options.map((type) => ({ rel: type, href: `${request.url}/${type}` }));
        return ok({ links: [...selfLink(request.url).links, ...links], results: [], totalCount: 0 });
      },
    },
    {
      method: 'GET',
      path: '/groups/:groupId/agents/:type',
      handle: (request) => {
        const groupId = groupOf(request);
        const type = AgentType.safeParse(request.param('type')).data;
        if (type === undefined) throw noSuchType(request.param('type'));
        return page(request, type === 'AUTOMATION' ? agentsOf(model, groupId).map(agentView) : []);
      },
    },
    {
      method: 'POST',
      path: '/groups/:groupId/agentapikeys',
      handle: (request) => {
        const groupId = ownedGroup(request);
        const key = createAgentKey(model, groupId, readBody(NewKey, request.text).desc);
        return ok({ ...keyView(key), key: key.key });
      },
    },
    {
      method: 'GET',
      path: '/groups/:groupId/agentapikeys',
      handle: (request) => {
        const groupId = ownedGroup(request);
        return ok(model.state.agentKeys.filter((key) => key.groupId === groupId).map(keyView));
      },
    },
    {
      method: 'DELETE',
      path: '/groups/:groupId/agentapikeys/:keyId',
      handle: (request) => {
        const keyId = request.param('keyId');
        if (deleteAgentKey(model, ownedGroup(request), keyId)) return noContent;
        throw notFound('GROUP_API_KEY_NOT_FOUND', `No agent API key with ID ${keyId} exists.`, keyId);
      },
    },
  ];
}

function agentView({ hostname, stateName, lastConf, confCount }: Agent) {
  return {
    typeName: 'AUTOMATION',
    hostname,
    stateName,
    confCount,
    lastConf: new Date(lastConf).toISOString(),
    tag: null,
  };
}

/** Only the answer to POST shows the key whole. */
function keyView({ id, key, desc, createdAt }: AgentKey) {
  const masked = `${'*'.repeat(key.length - 4)}${key.slice(-4)}`;
  return {
    _id: id,
    key: masked,
    desc,
    createdTime: createdAt,
    createdUserId: null,
    createdIpAddr: '127.0.0.1',
    createdBy: 'PUBLIC_API',
  };
}

function noSuchType(type: string) {
  return badRequest('INVALID_AGENT_TYPE_NAME', `An invalid agent type name ${type} was specified.`, type);
}
