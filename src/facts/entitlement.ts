import { known, unknownBecause } from '../core/check.ts';
import { LivemigError } from '../core/errors.ts';
import { engine } from './engine.ts';
import { given, type Probe } from './probe.ts';
import { readableVersion } from './readable-version.ts';

export const manager: Probe<'manager'> = {
  id: 'manager',
  read: async ({ values }) => given(values.manager, 'the kind of manager', async (kind) => known(kind)),
};

export const managerName: Probe<'managerName'> = {
  id: 'managerName',
  read: async ({ manager }) => known((await manager.root()).appName),
};

/** An API key's roles stand in the root resource; a service account has none there (API notes, section 7). */
export const atlasRoles: Probe<'atlasRoles'> = {
  id: 'atlasRoles',
  read: async ({ atlas, values }) => {
    const { apiKey } = await atlas.root();
    if (apiKey === undefined || apiKey === null)
      return unknownBecause(
        'Atlas does not report the roles of a service account; a missing role shows at the first call',
      );
    return given(values.atlasOrg, 'the Atlas organization', async (org) =>
      known(
        apiKey.roles.flatMap(({ orgId, roleName }) => (orgId === org ? [roleName || 'a role without a name'] : [])),
      ),
    );
  },
};

/** Only an Organization Owner may see the link (manager API notes, section 2). */
const managerOwner: Probe<'managerOwner'> = {
  id: 'managerOwner',
  read: async ({ manager, values }) =>
    given(values.sourceOrg, "the source's organization", async (org) => {
      try {
        await manager.linkStatus(org);
        return known(true);
      } catch (error) {
        if (error instanceof LivemigError && error.code === 'API_FORBIDDEN' && error.kind === 'credentials')
          return known(false);
        throw error;
      }
    }),
};

const managerVersion: Probe<'managerVersion'> = {
  id: 'managerVersion',
  read: async ({ manager }) => {
    const version = readableVersion((await manager.root()).serviceVersion);
    return version === undefined ? unknownBecause('the manager does not tell its version') : known(version);
  },
};

const managerIps: Probe<'managerIps'> = {
  id: 'managerIps',
  read: async ({ values }) => known(values.managerIps ?? []),
};

const sourceEdition: Probe<'sourceEdition'> = {
  id: 'sourceEdition',
  read: async ({ inspector, values }) => {
    if (values.sourceEdition !== undefined) return known(values.sourceEdition);
    if (values.sourceUri === undefined) return unknownBecause('LIVEMIG_SOURCE_URI is not set');
    const { enterprise } = await inspector.deployment(values.sourceUri);
    if (enterprise === undefined) return unknownBecause('the source does not tell its edition');
    return known(enterprise ? 'enterprise' : 'community');
  },
};

export const linkStatus: Probe<'linkStatus'> = {
  id: 'linkStatus',
  read: async ({ manager, values }) =>
    given(values.sourceOrg, "the source's organization", async (org) =>
      known((await manager.linkStatus(org)).status ?? 'not known'),
    ),
};

export const canConnect: Probe<'canConnect'> = {
  id: 'canConnect',
  read: async ({ manager, secrets, values }) => {
    if (values.linkToken !== undefined || (await secrets.get('linkToken')) !== undefined) return known(true);
    return given(values.sourceOrg, "the source's organization", async (org) =>
      known((await manager.linkStatus(org)).status === 'SYNCED'),
    );
  },
};

export const entitlementProbes = {
  manager,
  engine,
  managerName,
  atlasRoles,
  managerOwner,
  managerVersion,
  managerIps,
  sourceEdition,
  linkStatus,
  canConnect,
};
