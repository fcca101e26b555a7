import type { Check } from '../core/check.ts';
import { destinationChecks } from './destination.ts';
import type { LinkFacts } from './facts.ts';
import { judged } from './judged.ts';
import { managerChecks, pairChecks } from './support.ts';

/** What `livemig link` makes sure of before it creates a token. */
export const linkChecks: readonly Check<LinkFacts>[] = [
  {
    id: 'E01',
    title: 'The Atlas credentials belong to an Organization Owner',
    severity: 'block',
    about: 'credentials',
    source: 'Atlas Admin API, Cloud Migration Service: required role',
    judge: ({ atlasRoles }) =>
      judged(atlasRoles, (roles) =>
        roles.includes('ORG_OWNER')
          ? undefined
          : {
              message: `The Atlas API key has the roles ${roles.join(', ') || 'none'} in the organization; live migration needs ORG_OWNER.`,
              fix: 'Give the key the role Organization Owner (Organization, Applications, API Keys), or use another key.',
            },
      ),
  },
  ...destinationChecks,
  {
    id: 'LM01',
    title: 'The destination can be reached from here',
    severity: 'warn',
    source: 'Atlas docs, Live Migrate (Push): prerequisites',
    judge: ({ reachable }) => judged(reachable, () => undefined),
  },
  ...managerChecks,
  ...pairChecks,
];
