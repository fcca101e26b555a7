import { randomBytes } from 'node:crypto';
import type { LinkToken, Model, OrganizationLink } from './model.ts';
import { delays } from './sandbox-time.ts';

export function createLinkToken(model: Model, atlasOrgId: string, accessListIps: readonly string[]): LinkToken {
  const token = { token: randomBytes(48).toString('base64'), atlasOrgId, accessListIps };
  model.state = { ...model.state, linkTokens: [...model.state.linkTokens, token] };
  return token;
}

/** Connects the manager's organization, in place of an earlier connection; `undefined` for a token Atlas never made. */
export function connect(model: Model, managerOrgId: string, token: string): OrganizationLink | undefined {
  const made = model.state.linkTokens.find((candidate) => candidate.token === token);
  if (made === undefined) return undefined;
  const link = {
    managerOrgId,
    atlasOrgId: made.atlasOrgId,
    connectedAt: model.time.now(),
    callsAllowed: model.scenario.manager.kind === 'cloud-manager' || made.accessListIps.length > 0,
  };
  model.state = {
    ...model.state,
    links: [...model.state.links.filter((other) => other.managerOrgId !== managerOrgId), link],
  };
  return link;
}

export function isSynced({ time, faults }: Model, link: OrganizationLink): boolean {
  if (faults.service('link') === 'not-synced') return false;
  return link.callsAllowed && time.hasPassed(link.connectedAt, delays.organizationSync);
}

export function linkOf({ state }: Model, managerOrgId: string): OrganizationLink | undefined {
  return state.links.find((link) => link.managerOrgId === managerOrgId);
}

/** The manager's side only; false where there was no connection. */
export function disconnect(model: Model, managerOrgId: string): boolean {
  const links = model.state.links.filter((link) => link.managerOrgId !== managerOrgId);
  const found = links.length < model.state.links.length;
  model.state = { ...model.state, links };
  return found;
}

/** Atlas' side: tokens and connections of the organization; false where there was none. */
export function removeAtlasLink(model: Model, atlasOrgId: string): boolean {
  const others = <Owned extends { readonly atlasOrgId: string }>(all: readonly Owned[]) =>
    all.filter((one) => one.atlasOrgId !== atlasOrgId);
  const { linkTokens, links } = model.state;
  const left = { linkTokens: others(linkTokens), links: others(links) };
  const found = left.linkTokens.length < linkTokens.length || left.links.length < links.length;
  model.state = { ...model.state, ...left };
  return found;
}
