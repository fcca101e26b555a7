import { defineCheck, definePartedCheck, partOf } from '../core/check.ts';
import { firstNames } from '../core/first-names.ts';
import { isOlder, majorOf } from '../core/version.ts';
import { atlasDecides, enginePage, knownSeries, matrix, seriesOf } from './matrix.ts';

function newerThanPage(who: string, version: string): string | undefined {
  return majorOf(version) > matrix.newestMajor
    ? `${who} runs MongoDB ${version}. The engine's page ends at ${matrix.newestMajor}.0 (${matrix.engine}, read ${matrix.asOf}), and which engine Atlas runs is published nowhere. Atlas' validation decides.`
    : undefined;
}

/** Rules V: which versions of MongoDB go together. */
export const versionChecks = [
  defineCheck({
    id: 'V01',
    title: 'The source runs a version that the engine takes',
    severity: 'block',
    mender: 'dba',
    engine: 'push',
    needs: ['source'],
    source: `${enginePage}; Atlas docs, Live Migrate (Push): source cluster`,
    judge: ({ source: { name, version } }) => {
      if (majorOf(version) < 5)
        return {
          message: `${name} runs MongoDB ${version}; the engine takes sources from 5.0 on.`,
          fix: `Upgrade ${name} series by series to 6.0 or newer: each step is in MongoDB's manual under Release Notes, Upgrade.`,
        };
      if (majorOf(version) === 5)
        return {
          message: `${name} runs MongoDB ${version}. The engine's page takes 5.0, Atlas' page on pushing asks for 6.0.17. ${atlasDecides}`,
          fix: `Go on: livemig start has Atlas validate before it creates anything. Where Atlas refuses, upgrade ${name} to 6.0 and raise its feature compatibility version.`,
          severity: 'warn',
        };
      return seriesOf(version).endsWith('.0')
        ? undefined
        : {
            message: `${name} runs MongoDB ${version}, a minor release; the engine takes only major ones such as 7.0 or 8.0.`,
            fix: `Upgrade ${name} to the next major release.`,
          };
    },
  }),
  defineCheck({
    id: 'V04',
    title: 'The destination runs a version that the engine migrates to',
    severity: 'block',
    mender: 'atlas',
    engine: 'push',
    needs: ['destination', 'destinationVersion'],
    source: `${enginePage}; Atlas docs, Live Migrate (Push): destination cluster`,
    judge: ({ destination: { name }, destinationVersion: version }) => {
      const fix = `Upgrade ${name} to 7.0 (Clusters, ${name}, Edit Configuration, Additional Settings), or choose a cluster of 7.0 or 8.0.`;
      if (majorOf(version) >= 7) return undefined;
      return majorOf(version) === 6
        ? {
            message: `${name} runs MongoDB ${version}. Atlas' page on pushing lists 6.0 as a destination, the engine's page no longer does. ${atlasDecides}`,
            fix,
            severity: 'warn',
          }
        : { message: `${name} runs MongoDB ${version}; the engine migrates to 7.0 and 8.0.`, fix };
    },
  }),
  defineCheck({
    id: 'V05',
    title: 'The destination is not older than the source, and the engine knows the pair',
    severity: 'block',
    mender: 'atlas',
    needs: ['source', 'destination', 'destinationVersion'],
    source: enginePage,
    judge: ({ source, destination, destinationVersion }) => {
      if (isOlder(seriesOf(destinationVersion), seriesOf(source.version)))
        return {
          message: `${source.name} runs MongoDB ${source.version}, ${destination.name} only ${destinationVersion}.`,
          fix: 'Choose a destination of the same or a newer major version.',
        };
      const to = knownSeries(source.version)?.to;
      // V04 and V12 tell of destinations that are on no page, or only on one; V06 of those between.
      const isOnAPage = knownSeries(destinationVersion) !== undefined && majorOf(destinationVersion) >= 7;
      return to === undefined || !isOnAPage || to.includes(seriesOf(destinationVersion))
        ? undefined
        : {
            message: `From MongoDB ${source.version} (${source.name}) the engine migrates to ${firstNames(to, ' or ')}, and not to ${destinationVersion} (${destination.name}).`,
            fix: `Choose a destination of ${firstNames(to, ' or ')}, and upgrade it in Atlas after the migration.`,
          };
    },
  }),
  defineCheck({
    id: 'V06',
    title: 'The destination runs a major release of MongoDB',
    severity: 'block',
    mender: 'atlas',
    needs: ['destination', 'destinationVersion'],
    source: enginePage,
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
  defineCheck({
    id: 'V09',
    title: 'The old engine knows the pair of versions',
    severity: 'block',
    mender: 'atlas',
    engine: 'legacy',
    needs: ['source', 'destination', 'destinationVersion'],
    source: "Atlas docs, Legacy Live Migration; mongomirror's end of life: 31 July 2025",
    judge: ({ source, destination, destinationVersion }) => {
      const { sources, destination: only } = matrix.legacy;
      if (seriesOf(destinationVersion) !== only)
        return {
          message: `A source of MongoDB ${source.version} (${source.name}) gets the old engine here, which migrates to ${only} only; ${destination.name} runs ${destinationVersion}.`,
          fix: `Add ${source.name} to Cloud Manager's monitoring and upgrade it to 6.0 for today's engine, or choose a destination of ${only}.`,
        };
      return sources.some((one) => one === seriesOf(source.version))
        ? undefined
        : {
            message: `${source.name} runs MongoDB ${source.version}; the old engine takes ${firstNames(sources)}.`,
            fix: `Upgrade ${source.name} to 5.0, or better to 6.0 for today's engine.`,
          };
    },
  }),
  definePartedCheck({
    id: 'V12',
    title: "Neither side is newer than the engine's page",
    severity: 'warn',
    mender: 'atlas',
    engine: 'push',
    source: `${enginePage}; MongoDB manual, release notes of 9.0`,
    parts: [
      partOf({
        needs: ['source'],
        judge: ({ source: { name, version } }) => {
          const message = newerThanPage(name, version);
          const fix = `Go on: livemig start has Atlas validate before it creates anything. Where Atlas refuses ${name}, dump and restore is the way: no server goes back to an older major version.`;
          return message === undefined ? undefined : { message, fix };
        },
      }),
      partOf({
        needs: ['destination', 'destinationVersion'],
        judge: ({ destination: { name }, destinationVersion }) => {
          const message = newerThanPage(name, destinationVersion);
          const fix = `Choose a destination of ${matrix.newestMajor}.0, and upgrade it in Atlas after the migration; or go on: livemig start has Atlas validate before it creates anything.`;
          return message === undefined ? undefined : { message, fix };
        },
      }),
    ],
  }),
];
