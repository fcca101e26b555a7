import type { Check, Fact } from '../core/check.ts';
import type { DestinationFacts } from './facts.ts';
import { judged } from './judged.ts';

type Facts = { readonly destination: Fact<DestinationFacts> };

const sharedSizes = ['M0', 'M2', 'M5'];

/** What the destination cluster must be before anything is done (rules T04 to T07, V06, V07). */
export const destinationChecks: readonly Check<Facts>[] = [
  {
    id: 'T04',
    title: 'The destination is a dedicated cluster',
    severity: 'block',
    source: 'Atlas docs, Live Migrate (Push): destination cluster',
    judge: ({ destination }) =>
      judged(destination, ({ name, type, instanceSize }) =>
        type === 'FLEX' || sharedSizes.includes(instanceSize ?? '')
          ? {
              message: `${name} is a ${type === 'FLEX' ? 'Flex' : `Free or shared (${instanceSize})`} cluster; live migration needs a dedicated one.`,
              fix: 'Choose or create a cluster of tier M10 or larger.',
            }
          : undefined,
      ),
  },
  {
    id: 'T05',
    title: 'The destination is not a Global Cluster',
    severity: 'block',
    source: 'mongosync docs, limitations',
    judge: ({ destination }) =>
      judged(destination, ({ name, type }) =>
        type === 'GEOSHARDED'
          ? { message: `${name} is a Global Cluster, which cannot be a destination.`, fix: 'Choose another cluster.' }
          : undefined,
      ),
  },
  {
    id: 'T06',
    title: 'The BI Connector is off',
    severity: 'block',
    source: 'Atlas docs, Live Migrate (Push): prerequisites',
    judge: ({ destination }) =>
      judged(destination, ({ name, biConnector }) =>
        biConnector
          ? { message: `The BI Connector of ${name} is on.`, fix: "Switch it off in the cluster's settings." }
          : undefined,
      ),
  },
  {
    id: 'T07',
    title: 'The destination is running and IDLE',
    severity: 'block',
    source: 'Atlas Admin API, stateName and paused',
    judge: ({ destination }) => judged(destination, notIdle),
  },
  {
    id: 'V06',
    title: 'The destination runs a major release of MongoDB',
    severity: 'block',
    source: 'mongosync docs, supported server versions',
    judge: ({ destination }) =>
      judged(destination, ({ name, version }) =>
        version !== undefined && version.split('.')[1] !== '0'
          ? {
              message: `${name} runs MongoDB ${version}, a rapid release, which live migration does not support.`,
              fix: 'Choose a cluster on a major release such as 7.0 or 8.0.',
            }
          : undefined,
      ),
  },
  {
    id: 'V07',
    title: 'The destination does not upgrade its version by itself',
    severity: 'block',
    source: 'Atlas docs, Live Migrate (Pull): prerequisites',
    judge: ({ destination }) =>
      judged(destination, ({ name, continuousUpgrades }) =>
        continuousUpgrades
          ? {
              message: `${name} is set to Latest Version With Auto Upgrades.`,
              fix: "Set a major version in the cluster's settings.",
            }
          : undefined,
      ),
  },
];

function notIdle({ name, paused, state }: DestinationFacts) {
  if (paused)
    return { message: `${name} is paused.`, fix: 'Resume it in Atlas, and run the command again when it is IDLE.' };
  if (state === 'IDLE') return undefined;
  return {
    message: `${name} is ${state}, not IDLE.`,
    fix: 'Wait until Atlas has finished changing it, then run the command again.',
  };
}
