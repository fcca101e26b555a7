import { defineCheck, definePartedCheck, partOf } from '../core/check.ts';
import { amount, sizeText } from '../core/plain-units.ts';
import { tierMemoryGB, tierNumber } from './atlas-tiers.ts';

const pushPage = 'Atlas docs, Live Migrate (Push)';
const gigabyte = 1024 ** 3;

/** From here on the page speaks of a large data set only by example: a terabyte is ours. */
const largeBytes = 1024 ** 4;

function scaling(name: string, what: string): string {
  return `Scale ${name} up for the migration (Clusters, ${name}, Edit Configuration, ${what}), and down again after it.`;
}

/** Rules T: whether the destination is large enough, and stays as it is. */
export const destinationSizeChecks = [
  definePartedCheck({
    id: 'T09',
    title: 'The destination is as strong as the source',
    severity: 'warn',
    mender: 'atlas',
    source: `${pushPage}: destination cluster`,
    parts: [
      partOf({
        needs: ['destination', 'destinationTier'],
        judge: ({ destination: { name }, destinationTier: tier }) =>
          (tierNumber(tier) ?? 40) < 40
            ? {
                message: `${name} is of tier ${tier}. It works, and MongoDB advises M40 or larger for the time of the migration.`,
                fix: scaling(name, 'Cluster Tier'),
              }
            : undefined,
      }),
      partOf({
        needs: ['destination', 'destinationTier', 'sourceMemoryGB'],
        judge: ({ destination: { name }, destinationTier: tier, sourceMemoryGB: memory }) => {
          const there = tierMemoryGB(tier);
          return there === undefined || there >= Math.floor(memory)
            ? undefined
            : {
                message: `${name} (${tier}) has ${there} GB of memory on each server, the source up to ${Math.round(memory)} GB.`,
                fix: scaling(name, 'Cluster Tier'),
              };
        },
      }),
      partOf({
        needs: ['destination', 'destinationTier', 'destinationIOPS', 'sourceDataBytes'],
        judge: ({ destination: { name }, destinationTier: tier, destinationIOPS: iops, sourceDataBytes: bytes }) =>
          bytes >= largeBytes && ((tierNumber(tier) ?? 80) < 80 || iops < 6_000)
            ? {
                message: `${sizeText(bytes)} go to ${name} (${tier}, ${iops} IOPS); for large data sets MongoDB names M80 with 6000 IOPS.`,
                fix: scaling(name, 'Cluster Tier and Storage'),
              }
            : undefined,
      }),
    ],
  }),
  defineCheck({
    id: 'T10',
    title: 'The destination has room for the data and for as much again',
    severity: 'block',
    mender: 'atlas',
    needs: ['destination', 'destinationDiskGB', 'sourceDataBytes'],
    source: 'mongosync docs, oplog sizing and release notes 1.22; Atlas docs, Troubleshoot Live Migration',
    judge: ({ destination: { name }, destinationDiskGB, sourceDataBytes: bytes }) => {
      const disk = destinationDiskGB * gigabyte;
      const fix = `Raise the disk of ${name} to ${Math.ceil((2 * bytes) / gigabyte)} GB in all (Clusters, ${name}, Edit Configuration, Storage).`;
      if (bytes > disk)
        return {
          message: `The source holds ${sizeText(bytes)} uncompressed, and ${name} has ${destinationDiskGB} GB of disk. The engine refuses to begin with less disk than data (InsufficientDestinationDiskSpace).`,
          fix,
        };
      return 2 * bytes > disk
        ? {
            message: `The source holds ${sizeText(bytes)} uncompressed, and ${name} has ${destinationDiskGB} GB of disk: the inserts of the copy fill its oplog with as much again.`,
            fix,
            severity: 'warn',
          }
        : undefined;
    },
  }),
  defineCheck({
    id: 'T11',
    title: 'Atlas does not scale the destination by itself meanwhile',
    severity: 'warn',
    mender: 'atlas',
    needs: ['destination', 'destinationAutoScaling'],
    source: `${pushPage}: destination cluster`,
    judge: ({ destination: { name }, destinationAutoScaling: { compute, disk } }) => {
      const scaled = [...(compute ? ['the tier'] : []), ...(disk ? ['the disk'] : [])].join(' and ');
      return scaled === ''
        ? undefined
        : {
            message: `Atlas scales ${scaled} of ${name} by itself, which MongoDB advises against during a migration: another tier restarts its servers one after the other.`,
            fix: `Switch it off until the migration is over: Clusters, ${name}, Edit Configuration, Auto-scale.`,
          };
    },
  }),
  defineCheck({
    id: 'T12',
    title: "Somebody has set the destination's oplog",
    severity: 'warn',
    mender: 'atlas',
    needs: ['destination', 'destinationOplog'],
    source: 'Atlas docs, Live Migrate (Pull): destination oplog',
    judge: ({ destination: { name }, destinationOplog: { sizeMB, minRetentionHours } }) => {
      const fix = `Clusters, ${name}, Edit Configuration, Additional Settings, More Configuration Options: a fixed Oplog Size, or a high Minimum Oplog Window where the storage scales by itself. API: PATCH …/clusters/${name}/processArgs {"oplogSizeMB": MB}.`;
      if (sizeMB === null && minRetentionHours === null)
        return {
          message: `The oplog of ${name} is as Atlas makes it. Atlas' page on pulling asks for a large one of fixed size; the page on pushing does not mention it.`,
          fix,
          severity: 'info',
        };
      return minRetentionHours !== null && minRetentionHours < defaultRetentionHours
        ? {
            message: `The oplog of ${name} keeps ${amount(minRetentionHours, 'hour')} at least, less than Atlas' own default of ${defaultRetentionHours}.`,
            fix,
          }
        : undefined;
    },
  }),
];

/** Atlas docs, Cluster Settings: the minimum oplog window. */
const defaultRetentionHours = 24;
