import { z } from 'zod';
import { organization, orgOwner, orgReader } from '../http/access.ts';
import { accountEntryView, newEntries, withoutEntry } from '../http/access-entries.ts';
import { page } from '../http/page.ts';
import { readBody } from '../http/read-body.ts';
import { notFound } from '../http/refusal.ts';
import { type ApiRequest, created, noContent, ok, type Route } from '../http/route.ts';
import { recordAdded, useOf } from '../model/access-uses.ts';
import {
  addIdentity,
  removeIdentity,
  type ServiceAccount,
  serviceAccountsOf,
  setAccessList,
} from '../model/identities.ts';
import type { AccountSecret, Model } from '../model/model.ts';
import { createAccountSecret, deleteAccountSecret, maxSecretHours } from '../model/service-account-secrets.ts';
import { newId } from '../scenario/default-scenario.ts';
import { atlasTerritory } from './territory.ts';

const versions = ['2024-08-05'] as const;

const Hours = z.number().int().min(8).max(maxSecretHours);
const NewSecret = z.strictObject({ secretExpiresAfterHours: Hours });
const NewAccount = z.strictObject({
  name: z.string().min(1).max(64),
  description: z.string().min(1).max(250),
  roles: z.array(z.string().startsWith('ORG_')).min(1),
  secretExpiresAfterHours: Hours,
});

/** Service accounts of an organization, their secrets and access lists (API notes, sections 2.2 and 7). */
export function serviceAccountRoutes(model: Model): Route[] {
  const territory = atlasTerritory(model);
  const owned = ({ identity, param }: ApiRequest) => organization(territory, identity, param('orgId'), orgOwner).id;
  const accountsOf = ({ identity, param }: ApiRequest) =>
    serviceAccountsOf(model, 'atlas', organization(territory, identity, param('orgId'), orgReader).id);
  const ownedAccount = (request: ApiRequest): ServiceAccount => {
    owned(request);
    return accountOf(request);
  };
  const accountOf = (request: ApiRequest): ServiceAccount => {
    const clientId = request.param('clientId');
    const found = accountsOf(request).find((account) => account.clientId === clientId);
    if (found !== undefined) return found;
    throw notFound('SERVICE_ACCOUNT_NOT_FOUND', `No service account with client ID ${clientId} exists.`, clientId);
  };
  const view = (account: ServiceAccount, shown?: AccountSecret) => accountView(model, account, shown);
  const entries = (request: ApiRequest, account: ServiceAccount) =>
    page(
      request,
      (account.accessList ?? []).map((range) => accountEntryView(useOf(model, account, range))),
    );
  const one = '/orgs/:orgId/serviceAccounts/:clientId';
  return [
    {
      method: 'GET',
      path: '/orgs/:orgId/serviceAccounts',
      versions,
      handle: (request) =>
        page(
          request,
          accountsOf(request).map((account) => view(account)),
        ),
    },
    {
      method: 'POST',
      path: '/orgs/:orgId/serviceAccounts',
      versions,
      handle: (request) => {
        const orgId = owned(request);
        const { name, description, roles, secretExpiresAfterHours } = readBody(NewAccount, request.text);
        const clientId = `mdb_sa_id_${newId()}`;
        const secret = createAccountSecret(model, clientId, secretExpiresAfterHours);
        const account: ServiceAccount = {
          kind: 'service-account',
          name,
          description,
          clientId,
          clientSecret: secret.secret,
          roles: roles.map((roleName) => ({ roleName, orgId })),
        };
        addIdentity(model, 'atlas', account);
        return created(view(account, secret));
      },
    },
    { method: 'GET', path: one, versions, handle: (request) => ok(view(accountOf(request))) },
    {
      method: 'DELETE',
      path: one,
      versions,
      handle: (request) => {
        removeIdentity(model, 'atlas', ownedAccount(request));
        return noContent;
      },
    },
    {
      method: 'POST',
      path: `${one}/secrets`,
      versions,
      handle: (request) => {
        const { clientId } = ownedAccount(request);
        const { secretExpiresAfterHours } = readBody(NewSecret, request.text);
        const secret = createAccountSecret(model, clientId, secretExpiresAfterHours);
        return created(secretView(secret, true));
      },
    },
    {
      method: 'DELETE',
      path: `${one}/secrets/:secretId`,
      versions,
      handle: (request) => {
        const id = request.param('secretId');
        if (deleteAccountSecret(model, ownedAccount(request).clientId, id)) return noContent;
        throw notFound('SERVICE_ACCOUNT_SECRET_NOT_FOUND', `No secret with ID ${id} exists.`, id);
      },
    },
    { method: 'GET', path: `${one}/accessList`, versions, handle: (request) => entries(request, accountOf(request)) },
    {
      method: 'POST',
      path: `${one}/accessList`,
      versions,
      handle: (request) => {
        const account = ownedAccount(request);
        const added = newEntries(account.accessList ?? [], request.text);
        setAccessList(model, 'atlas', account, [...(account.accessList ?? []), ...added]);
        recordAdded(model, account, added);
        return entries(request, accountOf(request));
      },
    },
    {
      method: 'DELETE',
      path: `${one}/accessList/:ipAddress`,
      versions,
      handle: (request) => {
        const account = ownedAccount(request);
        const caller = account === request.identity ? request.address : undefined;
        const left = withoutEntry(account.accessList ?? [], request.param('ipAddress'), caller);
        setAccessList(model, 'atlas', account, left);
        return noContent;
      },
    },
  ];
}

function accountView({ state }: Model, account: ServiceAccount, shown: AccountSecret | undefined) {
  const { clientId, name, description = name, roles } = account;
  const secrets = state.accountSecrets.filter((secret) => secret.clientId === clientId);
  const createdAt = Math.min(...secrets.map((secret) => secret.createdAt));
  return {
    clientId,
    name,
    description,
    roles: roles.flatMap(({ roleName, orgId }) => (orgId === undefined ? [] : [roleName])),
    secrets: secrets.map((secret) => secretView(secret, secret === shown)),
    ...(secrets.length === 0 ? {} : { createdAt: new Date(createdAt).toISOString() }),
  };
}

/** The secret itself is shown only in the answer that made it. */
function secretView({ id, secret, createdAt, expiresAt }: AccountSecret, isShown: boolean) {
  return {
    id,
    createdAt: new Date(createdAt).toISOString(),
    expiresAt: new Date(expiresAt).toISOString(),
    maskedSecretValue: `mdb_sa_sk_...${secret.slice(-4)}`,
    ...(isShown ? { secret } : {}),
  };
}
