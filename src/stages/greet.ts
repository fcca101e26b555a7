import type { AtlasApi } from '../api/atlas.ts';
import type { ManagerApi } from '../api/ops-manager.ts';
import { LivemigError } from '../core/errors.ts';
import { firstNames } from '../core/first-names.ts';

/**
 * The first call to Atlas: whether these credentials can do what the stages need, before a person is asked anything else.
 * Kind `credentials` where Atlas refuses them, or where an API key is an Organization Owner nowhere.
 */
export async function greetAtlas(atlas: AtlasApi): Promise<void> {
  const { apiKey } = await atlas.root();
  const roles = (apiKey?.roles ?? []).map(({ roleName }) => roleName);
  const missing = missingRole(roles);
  if (missing !== undefined) throw missing;
}

/** What is wrong with the roles of an API key; `undefined` where nothing is known to be. */
export function missingRole(roles: readonly string[]): LivemigError | undefined {
  // A service account's roles are not told (API notes, section 7); the check of the stage says what is not known.
  if (roles.length === 0 || roles.includes('ORG_OWNER')) return undefined;
  return new LivemigError({
    kind: 'credentials',
    code: 'ROLE_MISSING',
    message: `The Atlas API key has the roles ${firstNames(roles)}; live migration needs ORG_OWNER.`,
    fix: 'Give the key the role Organization Owner (Organization, Applications, API Keys), or use another key.',
  });
}

/** The same for the manager, which tells no roles. */
export async function greetManager(manager: ManagerApi): Promise<void> {
  await manager.root();
}
