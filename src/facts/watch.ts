import { known, unknownBecause } from '../core/check.ts';
import type { FactValues } from '../core/facts.ts';
import { firstNames } from '../core/first-names.ts';
import type { FactWorld, Probe } from './probe.ts';
import { throughSource } from './through-source.ts';

const notWatched = 'nobody watched what goes on there: give --watch-writes 60s';

/** What shows only where the source is watched for a time, which has to be asked for. */
function whileWatching<const Id extends 'sourceCounts' | 'sourceWrites'>(id: Id): Probe<Id> {
  return {
    id,
    read: async ({ inspector, values: { sourceUri }, progress, watchMs }) => {
      if (sourceUri === undefined) return unknownBecause('LIVEMIG_SOURCE_URI is not set');
      if (watchMs === undefined) return unknownBecause(notWatched);
      return known(await inspector.survey(sourceUri, id, progress, undefined, watchMs));
    },
  };
}

const sourceWrites = whileWatching('sourceWrites');
const sourceDrivers = throughSource('sourceDrivers');

/** What else is looked at of a destination tells of the last minute: it does not have to be watched. */
const destinationWrites: Probe<'destinationWrites'> = {
  id: 'destinationWrites',
  read: async ({ inspector, values: { destinationUri }, progress, watchMs }) => {
    if (destinationUri === undefined) return unknownBecause('LIVEMIG_DESTINATION_URI is not set');
    if (watchMs === undefined) return known(null);
    return known(await inspector.survey(destinationUri, 'destinationWrites', progress, undefined, watchMs));
  },
};

const everySetWatched: Probe<'everySetWatched'> = {
  id: 'everySetWatched',
  read: async (world) => {
    const seen = await sourceWrites.read(world);
    return seen.known ? noneLeftOut(seen.value.sets.unread) : seen;
  },
};

const everyDriverSeen: Probe<'everyDriverSeen'> = {
  id: 'everyDriverSeen',
  read: async (world: FactWorld) => {
    const seen = await sourceDrivers.read(world);
    return seen.known ? noneLeftOut(seen.value.unread) : seen;
  },
};

function noneLeftOut(unread: FactValues['sourceDrivers']['unread']) {
  const reasons = unread.map(({ name, reason }) => `${name} was not looked at: ${reason}`);
  return unread.length === 0 ? known(true as const) : unknownBecause<true>(firstNames(reasons, ' '));
}

export const watchProbes = {
  sourceCounts: whileWatching('sourceCounts'),
  sourceWrites,
  sourceLatestWrites: throughSource('sourceLatestWrites'),
  sourceTransactions: throughSource('sourceTransactions'),
  sourceIndexBuilds: throughSource('sourceIndexBuilds'),
  sourceDrivers,
  destinationWrites,
  everySetWatched,
  everyDriverSeen,
};
