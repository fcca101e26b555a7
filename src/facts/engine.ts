import { known, unknownBecause } from '../core/check.ts';
import type { Facts, FactValues } from '../core/facts.ts';
import { majorOf } from '../core/version.ts';
import { destinationVersion } from './destination.ts';
import type { Probe } from './probe.ts';
import { source } from './source.ts';

/**
 * Today's engine takes sources from 6.0 on. Older ones get the one before: through Ops Manager always, through Cloud
 * Manager where the destination is 6.0 (domain notes, 3). `undefined` where these do not tell.
 */
export function engineFrom({ source, manager, destinationVersion }: Facts['known']): FactValues['engine'] | undefined {
  if (source === undefined) return undefined;
  if (majorOf(source.version) >= 6) return 'push';
  if (manager === 'ops-manager') return 'legacy';
  if (manager === undefined || destinationVersion === undefined) return undefined;
  return majorOf(destinationVersion) === 6 ? 'legacy' : 'push';
}

export const engine: Probe<'engine'> = {
  id: 'engine',
  read: async (world) => {
    const from = await source.read(world);
    if (!from.known) return from;
    const { manager } = world.values;
    const told = { source: from.value, ...(manager && { manager }) };
    const early = engineFrom(told);
    if (early !== undefined) return known(early);
    if (manager === undefined) return unknownBecause('the kind of manager is not known');
    const to = await destinationVersion.read(world);
    if (!to.known) return to;
    const late = engineFrom({ ...told, destinationVersion: to.value });
    return late === undefined ? unknownBecause('the version of the destination cannot be read') : known(late);
  },
};
