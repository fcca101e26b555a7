import { known, unknownBecause } from '../core/check.ts';
import { destinationVersion } from './destination.ts';
import type { Probe } from './probe.ts';
import { source } from './source.ts';

/**
 * Today's engine takes sources from 6.0 on. Older ones get the one before: through Ops Manager always, through Cloud
 * Manager where the destination is 6.0 (domain notes, 3).
 */
export const engine: Probe<'engine'> = {
  id: 'engine',
  read: async (world) => {
    const from = await source.read(world);
    if (!from.known) return from;
    if (majorOf(from.value.version) >= 6) return known('push');
    const { manager } = world.values;
    if (manager === 'ops-manager') return known('legacy');
    if (manager === undefined) return unknownBecause('the kind of manager is not known');
    const to = await destinationVersion.read(world);
    return to.known ? known(majorOf(to.value) === 6 ? 'legacy' : 'push') : to;
  },
};

function majorOf(version: string): number {
  return Number.parseInt(version, 10);
}
