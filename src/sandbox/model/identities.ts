import type { Identity, Role } from '../scenario/scenario.ts';
import type { Model } from './model.ts';

type Service = 'atlas' | 'manager';

export type ApiKey = Extract<Identity, { kind: 'api-key' }>;
export type ServiceAccount = Extract<Identity, { kind: 'service-account' }>;

/** The API keys that have a role in the organization. */
export function apiKeysOf({ scenario }: Model, service: Service, orgId: string): ApiKey[] {
  return scenario[service].identities.filter((one) => one.kind === 'api-key').filter((one) => belongsTo(one, orgId));
}

export function serviceAccountsOf({ scenario }: Model, service: Service, orgId: string): ServiceAccount[] {
  return scenario[service].identities
    .filter((one) => one.kind === 'service-account')
    .filter((one) => belongsTo(one, orgId));
}

export function addIdentity(model: Model, service: Service, identity: Identity): void {
  changeIdentities(model, service, (all) => [...all, identity]);
}

export function removeIdentity(model: Model, service: Service, identity: Identity): void {
  changeIdentities(model, service, (all) => all.filter((one) => one !== identity));
}

export function giveRole(model: Model, service: Service, identity: Identity, role: Role): void {
  const changed = { ...identity, roles: [...identity.roles, role] };
  changeIdentities(model, service, (all) => all.map((one) => (one === identity ? changed : one)));
}

/** Its addresses and ranges from now on; none means that it may call from anywhere. */
export function setAccessList(model: Model, service: Service, identity: Identity, accessList: readonly string[]): void {
  const { accessList: _, ...rest } = identity;
  const changed: Identity = accessList.length === 0 ? rest : { ...rest, accessList: [...accessList] };
  changeIdentities(model, service, (all) => all.map((one) => (one === identity ? changed : one)));
}

function changeIdentities(model: Model, service: Service, change: (all: readonly Identity[]) => Identity[]): void {
  const part = model.scenario[service];
  model.scenario = { ...model.scenario, [service]: { ...part, identities: change(part.identities) } };
}

function belongsTo({ roles }: Identity, orgId: string): boolean {
  return roles.some((role) => role.orgId === orgId);
}
