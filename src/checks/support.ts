import type { Check, Fact } from '../core/check.ts';
import type { DestinationFacts, ManagerKind, SourceFacts } from './facts.ts';
import { judgedBoth } from './judged.ts';

type Facts = { readonly manager: Fact<ManagerKind>; readonly source: Fact<SourceFacts> };
type PairFacts = { readonly source: Fact<SourceFacts>; readonly destination: Fact<DestinationFacts> };

/** Which managers MongoDB supports for which source versions (rules E08, E09). */
export const managerChecks: readonly Check<Facts>[] = [
  {
    id: 'E08',
    title: 'The manager and the source version are supported together',
    severity: 'block',
    source: 'Ops Manager docs, Migrate to Atlas; Atlas docs, Legacy Live Migration',
    judge: ({ manager, source }) =>
      judgedBoth(manager, source, (kind, { name, version }) =>
        kind === 'ops-manager' && majorOf(version) >= 6
          ? {
              message: `${name} runs MongoDB ${version} in Ops Manager; MongoDB supports live migration through Ops Manager only below 6.0.`,
              fix: "Add the deployment to Cloud Manager's monitoring and migrate through it; or use Atlas' live migration by pull, or mongosync.",
            }
          : undefined,
      ),
  },
  {
    id: 'E09',
    title: 'The manager and the source version are not deprecated together',
    severity: 'warn',
    source: 'Atlas docs, Legacy Live Migration',
    judge: ({ manager, source }) =>
      judgedBoth(manager, source, (kind, { name, version }) =>
        kind === 'ops-manager' && majorOf(version) < 6
          ? {
              message: `${name} runs MongoDB ${version} in Ops Manager; MongoDB calls this path deprecated.`,
              fix: "Atlas' validation has the last word. Alternatives: Cloud Manager's monitoring, live migration by pull, or mongosync.",
            }
          : undefined,
      ),
  },
];

/** What can go into what (rules V05, T02). Never down: a newer source does not fit an older destination. */
export const pairChecks: readonly Check<PairFacts>[] = [
  {
    id: 'V05',
    title: 'The destination is not older than the source',
    severity: 'block',
    source: 'mongosync docs, supported server versions',
    judge: ({ source, destination }) =>
      judgedBoth(source, destination, (from, into) =>
        into.version !== undefined && majorOf(into.version) < majorOf(from.version)
          ? {
              message: `${from.name} runs MongoDB ${from.version}, ${into.name} only ${into.version}.`,
              fix: 'Choose a destination of the same or a newer major version.',
            }
          : undefined,
      ),
  },
  {
    id: 'T02',
    title: 'The topologies fit',
    severity: 'block',
    source: 'Atlas docs, Live Migrate (Push): supported topologies',
    judge: ({ source, destination }) =>
      judgedBoth(source, destination, (from, into) =>
        from.sharded && into.type === 'REPLICASET'
          ? {
              message: `${from.name} is sharded, ${into.name} is a replica set.`,
              fix: 'Choose a sharded destination cluster.',
            }
          : undefined,
      ),
  },
];

function majorOf(version: string): number {
  return Number.parseInt(version, 10);
}
