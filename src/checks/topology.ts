import { defineCheck } from '../core/check.ts';
import { firstNames } from '../core/first-names.ts';
import { harmless } from '../core/harmless.ts';

const sharedSizes = ['M0', 'M2', 'M5'];

/** Of the states that pass by no waiting: what it is then, and what helps. */
const standing = new Map([
  ['paused', { is: 'paused', fix: 'Resume it in Atlas, and run the command again when it is IDLE.' }],
  ['DELETING', { is: 'being deleted', fix: 'Choose another cluster, or create one.' }],
]);

function changing(state: string) {
  return { is: `${state}, not IDLE`, fix: 'Wait until Atlas has finished changing it, then run the command again.' };
}

/** Rules T: what source and destination have to be like. */
export const topologyChecks = [
  defineCheck({
    id: 'LM06',
    title: 'The destination cluster exists',
    severity: 'block',
    mender: 'atlas',
    needs: ['destinationExists'],
    source: 'Atlas Admin API, one cluster from one project',
    judge: ({ destinationExists: found }) => (found.exists ? undefined : { message: found.answer, fix: found.fix }),
  }),
  defineCheck({
    id: 'T02',
    title: 'The topologies fit',
    severity: 'block',
    mender: 'atlas',
    needs: ['source', 'destination', 'sourceSharded', 'destinationType'],
    source: 'Atlas docs, Live Migrate (Push): supported topologies',
    judge: ({ source, destination, sourceSharded, destinationType }) =>
      sourceSharded && destinationType === 'REPLICASET'
        ? {
            message: `${source.name} is sharded, ${destination.name} is a replica set.`,
            fix: 'Choose a sharded destination cluster.',
          }
        : undefined,
  }),
  defineCheck({
    id: 'T04',
    title: 'The destination is a dedicated cluster',
    severity: 'block',
    mender: 'atlas',
    needs: ['destination', 'destinationTier'],
    source: 'Atlas docs, Live Migrate (Push): destination cluster',
    judge: ({ destination: { name }, destinationTier: tier }) =>
      tier === 'Flex' || sharedSizes.includes(tier)
        ? {
            message: `${name} is a ${tier === 'Flex' ? tier : `Free or shared (${tier})`} cluster; live migration needs a dedicated one.`,
            fix: 'Choose or create a cluster of tier M10 or larger.',
          }
        : undefined,
  }),
  defineCheck({
    id: 'T05',
    title: 'The destination is not a Global Cluster',
    severity: 'block',
    mender: 'atlas',
    needs: ['destination', 'destinationType'],
    source: 'mongosync docs, limitations',
    judge: ({ destination: { name }, destinationType }) =>
      destinationType === 'GEOSHARDED'
        ? { message: `${name} is a Global Cluster, which cannot be a destination.`, fix: 'Choose another cluster.' }
        : undefined,
  }),
  defineCheck({
    id: 'T06',
    title: 'The BI Connector is off',
    severity: 'block',
    mender: 'atlas',
    needs: ['destination', 'destinationBiConnector'],
    source: 'Atlas docs, Live Migrate (Push): prerequisites',
    judge: ({ destination: { name }, destinationBiConnector }) =>
      destinationBiConnector
        ? { message: `The BI Connector of ${name} is on.`, fix: "Switch it off in the cluster's settings." }
        : undefined,
  }),
  defineCheck({
    id: 'T07',
    title: 'The destination is running and IDLE',
    severity: 'block',
    mender: 'atlas',
    needs: ['destination', 'destinationState'],
    source: 'Atlas Admin API, stateName and paused',
    judge: ({ destination: { name }, destinationState: state }) => {
      if (state === 'IDLE') return undefined;
      const { is, fix } = standing.get(state) ?? changing(state);
      return { message: `${name} is ${is}.`, fix };
    },
  }),
  defineCheck({
    id: 'T08',
    title: 'The destination is empty, or is to be cleared',
    severity: 'warn',
    mender: 'atlas',
    onlyBefore: true,
    needs: ['destinationNamespaces', 'dropDestination'],
    source: 'Atlas docs, Live Migrate (Push): clear any existing data',
    judge: ({ destinationNamespaces: namespaces, dropDestination }) =>
      namespaces.length === 0 || dropDestination
        ? undefined
        : {
            message: `The destination already holds ${firstNames(namespaces.map(harmless))}.`,
            fix: 'Find out whose they are. They stay beside what is migrated, and a namespace that the source has as well makes the migration fail: rename or drop by hand what nobody needs, or migrate to another cluster.',
          },
  }),
  defineCheck({
    id: 'LM21',
    title: 'No namespace is on both sides, or the destination is to be cleared',
    severity: 'warn',
    mender: 'atlas',
    onlyBefore: true,
    needs: ['namespacesOnBoth', 'dropDestination'],
    source: 'mongosync docs, limitations; Atlas docs, Live Migrate (Push): clear any existing data',
    judge: ({ namespacesOnBoth: namespaces, dropDestination }) =>
      namespaces.length === 0 || dropDestination
        ? undefined
        : {
            message: `Source and destination both have ${firstNames(namespaces.map(harmless))}. The engine's page says that it does not migrate such a namespace, Atlas' page on pushing only that it warns. Atlas' validation decides.`,
            fix: 'Find out whose they are. Rename or drop on the destination what nobody needs, or migrate to another cluster.',
            items: namespaces.slice(0, 100).map(harmless),
          },
  }),
  defineCheck({
    id: 'LM01',
    title: 'The destination can be reached from here',
    severity: 'warn',
    mender: 'atlas',
    needs: ['destinationReachable'],
    source: 'Atlas docs, Live Migrate (Push): prerequisites',
    // Where it cannot, that is not known to be a fault: the migration host must reach it.
    judge: () => undefined,
  }),
];
