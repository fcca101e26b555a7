import { good } from '../../../support/good-facts.ts';
import type { CheckRow } from '../check-row.ts';

const running = (version: string) => ({ source: { ...good.source, version } });

const pair = (from: string, to: string) => ({ ...running(from), destinationVersion: to });
const legacy = (from: string, to: string) => ({ ...pair(from, to), engine: 'legacy' as const });
const servers = (...versions: string[]) => ({
  sourceServerVersions: versions.map((version, at) => ({ host: `db${at}:27017`, version })),
});

/** Rules V. */
export const versionsRows: readonly CheckRow[] = [
  [
    'V05',
    'an older destination',
    { destinationVersion: '6.0.19' },
    'block',
    /rs-billing runs MongoDB 7\.0\.24, Billing0 only 6\.0\.19/,
  ],
  [
    'V05',
    'an older release between two major ones',
    { ...running('8.2.11'), destinationVersion: '8.0.5' },
    'block',
    /8\.2\.11, Billing0 only 8\.0\.5/,
  ],
  ['V05', 'a newer destination', running('6.0.24'), 'pass'],
  ['V05', 'an older patch of the same major version', { destinationVersion: '7.0.2' }, 'pass'],
  ['V05', 'a destination of two digits', { destinationVersion: '10.0.1' }, 'pass'],
  [
    'V05',
    'a pair that is on no page',
    pair('5.0.31', '8.0.5'),
    'block',
    /from MongoDB 5\.0\.31.*to 7\.0, and not to 8\.0\.5/i,
  ],
  ['V05', 'a pair on which the pages contradict each other', pair('6.0.24', '6.0.24'), 'pass'],
  ['V05', 'a source that is on no page', pair('9.0.1', '9.0.1'), 'pass'],
  ['V01', 'a source of 4.4', running('4.4.29'), 'block', /4\.4\.29.*from 5\.0 on/],
  ['V01', 'a source of 5.0', running('5.0.31'), 'warn', /validation decides/],
  ['V01', 'a source of 6.0', running('6.0.24'), 'pass'],
  ['V01', 'a minor release', running('8.2.1'), 'block', /minor release/],
  ['V01', 'any source of the old engine', { ...running('4.4.29'), engine: 'legacy' }, 'pass'],
  ['V02', 'a source that is too old', running('6.0.13'), 'block', /rs-billing.*6\.0 from 6\.0\.24 on.*to 6\.0\.24/],
  ['V02', 'one that only Atlas takes', running('7.0.14'), 'warn', /7\.0\.18.*7\.0\.13 only.*validation decides/],
  ['V02', 'the least one', running('7.0.18'), 'pass'],
  ['V02', 'one of a series without another word', running('8.0.4'), 'block', /8\.0\.5/],
  ['V02', 'a destination that is too old', { destinationVersion: '8.0.1' }, 'block', /Billing0 runs MongoDB 8\.0\.1/],
  ['V02', 'a series that is on no page', running('9.0.1'), 'pass'],
  [
    'V03',
    'a source that was left behind',
    { ...running('8.0.5'), sourceFeatureVersion: '7.0' },
    'block',
    /"8\.0", confirm: true/,
  ],
  ['V03', 'the same before 7.0', { ...running('6.0.24'), sourceFeatureVersion: '5.0' }, 'block', /Version: "6\.0"\}/],
  ['V03', '7.0 with that of 6.0', { sourceFeatureVersion: '6.0', destinationFeatureVersion: '6.0' }, 'pass'],
  [
    'V03',
    'a destination that is pinned',
    { destinationVersion: '8.0.5', destinationFeatureVersion: '7.0' },
    'block',
    /unpin/,
  ],
  ['V04', 'a destination of 6.0', { destinationVersion: '6.0.24' }, 'warn', /validation decides/],
  ['V04', 'a destination of 5.0', { destinationVersion: '5.0.31' }, 'block', /migrates to 7\.0 and 8\.0/],
  ['V04', 'a destination of 8.0', { destinationVersion: '8.0.5' }, 'pass'],
  [
    'V08',
    'a feature version on its way',
    { sourceFeatureState: { version: '6.0', changingTo: '7.0' } },
    'block',
    /from 6\.0 to 7\.0/,
  ],
  ['V08', 'servers of two series', servers('6.0.24', '7.0.24'), 'block', /6\.0\.24, 7\.0\.24/],
  ['V08', 'servers of two patch releases', servers('7.0.18', '7.0.24'), 'warn', /different versions/],
  ['V08', 'servers of one version', servers('7.0.24', '7.0.24'), 'pass'],
  [
    'V09',
    'the old engine with a destination of 7.0',
    legacy('5.0.31', '7.0.24'),
    'block',
    /to 6\.0 only; Billing0 runs 7/,
  ],
  ['V09', 'the old engine with a source of 4.0', legacy('4.0.28', '6.0.24'), 'block', /takes 4\.2, 4\.4, 5\.0/],
  ['V09', 'the pair of the old engine', legacy('5.0.31', '6.0.24'), 'pass'],
  ['V09', "today's engine with the same", pair('5.0.31', '7.0.24'), 'pass'],
  ['V10', 'a sharded source of 5.0', { ...running('5.0.31'), sourceSharded: true }, 'warn', /cleanupOrphaned/],
  ['V10', 'a replica set of 5.0', running('5.0.31'), 'pass'],
  ['V10', 'a sharded source of 6.0', { ...running('6.0.24'), sourceSharded: true }, 'pass'],
  [
    'V12',
    'a destination of 9.0',
    { destinationVersion: '9.0.1' },
    'warn',
    /Billing0 runs MongoDB 9\.0\.1.*ends at 8\.0.*validation decides/,
  ],
  ['V12', 'both of 9.0', pair('9.0.1', '9.0.1'), 'warn', /rs-billing.*Billing0/],
  ['V12', 'both of 8.0', pair('8.0.5', '8.0.5'), 'pass'],
  ['V06', 'a rapid release', { destinationVersion: '8.2.1' }, 'block', /8\.2\.1, a rapid release/],
  ['V06', 'a major release', { destinationVersion: '8.0.4' }, 'pass'],
  ['V07', 'automatic upgrades', { destinationUpgrades: 'CONTINUOUS' }, 'block', /Latest Version With Auto Upgrades/],
];
