import { findHost } from '../host-name.ts';
import type { NearbyMigration } from '../ports.ts';
import type { CleanupFacts } from './cleanup-facts.ts';

/**
 * Which migrations nearby may need the migration host, by its name or one of its addresses. One that is COMPLETE needs it no
 * more; any other may, whatever has become of it.
 */
export function besideThis(
  nearby: readonly NearbyMigration[],
  host: string | undefined,
  addresses: readonly string[],
): CleanupFacts['beside'] {
  const isSharing = ({ isComplete, migrationHost, migrationHostIp }: NearbyMigration) =>
    isComplete !== true &&
    ((migrationHostIp !== undefined && addresses.includes(migrationHostIp)) ||
      (host !== undefined && migrationHost !== undefined && findHost(host, [migrationHost]).is !== 'none'));
  return { sharing: nearby.filter(isSharing).map(({ path }) => path), looked: nearby.length };
}
