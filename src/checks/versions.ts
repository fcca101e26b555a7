import { defineCheck } from '../core/check.ts';

/** Rules V: which versions of MongoDB go together. */
export const versionChecks = [
  defineCheck({
    id: 'V05',
    title: 'The destination is not older than the source',
    severity: 'block',
    mender: 'atlas',
    needs: ['source', 'destination', 'destinationVersion'],
    source: 'mongosync docs, supported server versions',
    judge: ({ source, destination, destinationVersion }) =>
      isOlder(destinationVersion, source.version)
        ? {
            message: `${source.name} runs MongoDB ${source.version}, ${destination.name} only ${destinationVersion}.`,
            fix: 'Choose a destination of the same or a newer major version.',
          }
        : undefined,
  }),
  defineCheck({
    id: 'V06',
    title: 'The destination runs a major release of MongoDB',
    severity: 'block',
    mender: 'atlas',
    needs: ['destination', 'destinationVersion'],
    source: 'mongosync docs, supported server versions',
    judge: ({ destination: { name }, destinationVersion: version }) =>
      version.split('.')[1] !== '0'
        ? {
            message: `${name} runs MongoDB ${version}, a rapid release, which live migration does not support.`,
            fix: 'Choose a cluster on a major release such as 7.0 or 8.0.',
          }
        : undefined,
  }),
  defineCheck({
    id: 'V07',
    title: 'The destination does not upgrade its version by itself',
    severity: 'block',
    mender: 'atlas',
    needs: ['destination', 'destinationUpgrades'],
    source: 'Atlas docs, Live Migrate (Pull): prerequisites',
    judge: ({ destination: { name }, destinationUpgrades }) =>
      destinationUpgrades === 'CONTINUOUS'
        ? {
            message: `${name} is set to Latest Version With Auto Upgrades.`,
            fix: "Set a major version in the cluster's settings.",
          }
        : undefined,
  }),
];

/** Patches do not count; 8.2 is newer than 8.0. */
function isOlder(one: string, other: string): boolean {
  const [major, otherMajor] = [majorOf(one), majorOf(other)];
  return major === otherMajor ? minorOf(one) < minorOf(other) : major < otherMajor;
}

function minorOf(version: string): number {
  return Number.parseInt(version.split('.')[1] ?? '', 10);
}

export function majorOf(version: string): number {
  return Number.parseInt(version, 10);
}
