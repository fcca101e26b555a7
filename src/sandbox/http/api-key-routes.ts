import { recordAdded, useOf } from '../model/access-uses.ts';
import { type ApiKey, apiKeysOf, setAccessList } from '../model/identities.ts';
import type { Model } from '../model/model.ts';
import { mustOwn, organization, type Territory } from './access.ts';
import { entryNamed, keyEntryView, newEntries, withoutEntry } from './access-entries.ts';
import { page, selfLink } from './page.ts';
import { Refusal } from './refusal.ts';
import { type ApiRequest, noContent, ok, type Route } from './route.ts';

/**
 * An organization's API keys and where each may be used: the same calls in both services (API notes, section 7; Ops
 * Manager notes, section 4.9). The private halves are shown nowhere.
 */
export function apiKeyRoutes(model: Model, service: 'atlas' | 'manager', territory: Territory): Route[] {
  const versions = service === 'atlas' ? { versions: ['2023-01-01'] } : {};
  const keysOf = ({ identity, param }: ApiRequest) =>
    apiKeysOf(model, service, organization(territory, identity, param('orgId')).id);
  const keyOf = (request: ApiRequest): ApiKey => {
    const id = request.param('apiUserId');
    const found = keysOf(request).find((key) => key.id === id);
    if (found !== undefined) return found;
    // The manager's own status for it (Ops Manager notes, section 5).
    const status = service === 'atlas' ? 404 : 400;
    throw new Refusal(status, 'API_KEY_NOT_FOUND', `An API key with ID ${id} was not found.`, [id]);
  };
  /** A key may change where it is used itself; any other needs an Organization Owner. */
  const changeable = (request: ApiRequest): ApiKey => {
    const key = keyOf(request);
    if (key !== request.identity) mustOwn(request.identity, request.param('orgId'));
    return key;
  };
  const entries = (request: ApiRequest, key: ApiKey) =>
    page(
      request,
      (key.accessList ?? []).map((range) => ({
        ...keyEntryView(useOf(model, key, range)),
        ...selfLink(`${request.url}/${encodeURIComponent(range)}`),
      })),
    );
  const list = '/orgs/:orgId/apiKeys/:apiUserId/accessList';
  return [
    {
      method: 'GET',
      path: '/orgs/:orgId/apiKeys',
      ...versions,
      handle: (request) =>
        page(
          request,
          keysOf(request).map((key) => keyView(key, request.url)),
        ),
    },
    {
      method: 'GET',
      path: '/orgs/:orgId/apiKeys/:apiUserId',
      ...versions,
      handle: (request) => ok(keyView(keyOf(request), request.url)),
    },
    { method: 'GET', path: list, ...versions, handle: (request) => entries(request, keyOf(request)) },
    {
      method: 'POST',
      path: list,
      ...versions,
      handle: (request) => {
        const key = changeable(request);
        const added = newEntries(key.accessList ?? [], request.text);
        setAccessList(model, service, key, [...(key.accessList ?? []), ...added]);
        recordAdded(model, key, added);
        return entries(request, keyOf(request));
      },
    },
    {
      method: 'GET',
      path: `${list}/:ipAddress`,
      ...versions,
      handle: (request) => {
        const key = keyOf(request);
        return ok(keyEntryView(useOf(model, key, entryNamed(key.accessList ?? [], request.param('ipAddress')))));
      },
    },
    {
      method: 'DELETE',
      path: `${list}/:ipAddress`,
      ...versions,
      handle: (request) => {
        const key = changeable(request);
        const caller = key === request.identity ? request.address : undefined;
        setAccessList(model, service, key, withoutEntry(key.accessList ?? [], request.param('ipAddress'), caller));
        return noContent;
      },
    },
  ];
}

function keyView({ id, desc, publicKey, privateKey, roles }: ApiKey, url: string) {
  return { id, desc, publicKey, privateKey: `********-****-****-${privateKey.slice(-12)}`, roles, ...selfLink(url) };
}
