import { good } from '../../../support/good-facts.ts';
import type { CheckRow } from '../check-row.ts';

const running = (version: string) => ({ source: { ...good.source, version } });

/** Rules V. */
export const versionsRows: readonly CheckRow[] = [
  [
    'V05',
    'an older destination',
    { destinationVersion: '6.0.19' },
    'block',
    /rs-billing runs MongoDB 7\.0\.14, Billing0 only 6\.0\.19/,
  ],
  [
    'V05',
    'an older release between two major ones',
    { ...running('8.2.11'), destinationVersion: '8.0.5' },
    'block',
    /8\.2\.11, Billing0 only 8\.0\.5/,
  ],
  ['V05', 'a newer destination', running('6.0.19'), 'pass'],
  ['V05', 'an older patch of the same major version', { destinationVersion: '7.0.2' }, 'pass'],
  ['V05', 'a destination of two digits', { destinationVersion: '10.0.1' }, 'pass'],
  ['V06', 'a rapid release', { destinationVersion: '8.2.1' }, 'block', /8\.2\.1, a rapid release/],
  ['V06', 'a major release', { destinationVersion: '8.0.4' }, 'pass'],
  ['V07', 'automatic upgrades', { destinationUpgrades: 'CONTINUOUS' }, 'block', /Latest Version With Auto Upgrades/],
];
