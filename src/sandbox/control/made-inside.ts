import type { Model } from '../model/model.ts';

/**
 * What calls have made of what a migration needs, and nobody has removed since: for whoever cleans up and wants to see that
 * nothing is left. Without tokens and keys themselves.
 */
export function madeInside({ state }: Model) {
  return {
    accessList: state.accessList.map(({ groupId, cidrBlock, comment = '' }) => ({ groupId, cidrBlock, comment })),
    agentKeys: state.agentKeys.map(({ id, groupId, desc }) => ({ id, groupId, desc })),
    links: state.links.map(({ managerOrgId, atlasOrgId }) => ({ managerOrgId, atlasOrgId })),
    linkTokens: state.linkTokens.map(({ atlasOrgId }) => ({ atlasOrgId })),
  };
}
