import { defineCheck, definePartedCheck, type Objection, partOf } from '../core/check.ts';
import { firstNames } from '../core/first-names.ts';
import { isOlder, majorOf } from '../core/version.ts';
import { atlasDecides, enginePage, knownSeries, seriesOf } from './matrix.ts';

/** What the patch release of one side says. */
function patchObjection(who: string, version: string, fix: string): Objection | undefined {
  const found = knownSeries(version);
  if (found === undefined || !isOlder(version, found.patch)) return undefined;
  const { patch, pushPatch } = found;
  const isAskedByNobody = pushPatch !== undefined && !isOlder(version, pushPatch);
  return isAskedByNobody
    ? {
        message: `${who} runs MongoDB ${version}. The engine's page asks for ${patch} or newer, Atlas' page on pushing for ${pushPatch} only. ${atlasDecides}`,
        fix: fix.replace('PATCH', patch),
        severity: 'warn',
      }
    : {
        message: `${who} runs MongoDB ${version}; the engine takes ${seriesOf(version)} from ${patch} on.`,
        fix: fix.replace('PATCH', patch),
      };
}

/** Rules V: what each side by itself has to run, and that it stays so. */
export const releaseChecks = [
  definePartedCheck({
    id: 'V02',
    title: 'Both sides run patch releases that the engine takes',
    severity: 'block',
    mender: 'dba',
    engine: 'push',
    source: `${enginePage}: minimum patch versions`,
    parts: [
      partOf({
        needs: ['source'],
        judge: ({ source: { name, version } }) =>
          patchObjection(
            name,
            version,
            `Upgrade the servers of ${name} to PATCH or newer, one after the other, the primary last. With Automation: Deployment, Modify, Version, then Review & Deploy.`,
          ),
      }),
      partOf({
        needs: ['destination', 'destinationVersion'],
        judge: ({ destination: { name }, destinationVersion }) =>
          patchObjection(
            name,
            destinationVersion,
            `Atlas installs patch releases of ${name} by itself, in the project's maintenance window (Project Settings): wait until it runs PATCH or newer.`,
          ),
      }),
    ],
  }),
  definePartedCheck({
    id: 'V03',
    title: 'Both sides have a feature compatibility version that the engine takes',
    severity: 'block',
    mender: 'dba',
    engine: 'push',
    source: `${enginePage}: minimum feature compatibility versions`,
    parts: [
      partOf({
        needs: ['source', 'sourceFeatureVersion'],
        judge: ({ source: { name, version }, sourceFeatureVersion: feature }) => {
          const least = knownSeries(version)?.feature;
          if (least === undefined || !isOlder(feature, least)) return undefined;
          const confirmed = majorOf(version) >= 7 ? ', confirm: true' : '';
          return {
            message: `${name} runs MongoDB ${version} with the feature compatibility version ${feature}; the engine wants ${least} at least.`,
            fix: `On ${name}, in mongosh: db.adminCommand({setFeatureCompatibilityVersion: "${seriesOf(version)}"${confirmed}}). It cannot easily be taken back.`,
          };
        },
      }),
      partOf({
        needs: ['destination', 'destinationVersion', 'destinationFeatureVersion'],
        judge: ({ destination: { name }, destinationVersion: version, destinationFeatureVersion: feature }) => {
          const least = knownSeries(version)?.feature;
          return least === undefined || !isOlder(feature, least)
            ? undefined
            : {
                message: `${name} runs MongoDB ${version} with the feature compatibility version ${feature}; the engine wants ${least} at least.`,
                fix: `Where it is pinned in Atlas, unpin it (Clusters, ${name}, …, Unpin Feature Compatibility Version); otherwise wait until Atlas has finished the upgrade.`,
              };
        },
      }),
    ],
  }),
  definePartedCheck({
    id: 'V08',
    title: 'No upgrade of the source is under way',
    severity: 'block',
    mender: 'dba',
    source: 'Atlas docs, Live Migrate (Push): restrictions; mongosync docs, limitations',
    parts: [
      partOf({
        needs: ['source', 'sourceFeatureState'],
        judge: ({ source: { name, version }, sourceFeatureState: state }) =>
          state.changingTo === null
            ? undefined
            : {
                message: `The feature compatibility version of ${name} is being changed from ${state.version} to ${state.changingTo}.`,
                fix: `Finish it: db.adminCommand({setFeatureCompatibilityVersion: "${state.changingTo}"${majorOf(version) >= 7 ? ', confirm: true' : ''}}) on ${name}, and leave it as it is until the cutover.`,
              },
      }),
      partOf({
        needs: ['source', 'sourceServerVersions'],
        judge: ({ source: { name }, sourceServerVersions: servers }) => {
          const versions = [...new Set(servers.map(({ version }) => version))].sort();
          return versions.length < 2
            ? undefined
            : {
                message: `The servers of ${name} run different versions: ${firstNames(versions)}.`,
                fix: `Finish the upgrade: each server of ${name} on one version, then its feature compatibility version.`,
                items: servers.slice(0, 100).map(({ host, version }) => `${host} ${version}`),
                // Patch releases may differ, which still is an upgrade that somebody has begun.
                ...(new Set(versions.map(seriesOf)).size === 1 ? { severity: 'warn' as const } : {}),
              };
        },
      }),
    ],
  }),
  defineCheck({
    id: 'V10',
    title: 'A sharded source of 5.0 has no orphaned documents',
    severity: 'warn',
    mender: 'dba',
    engine: 'push',
    needs: ['source', 'sourceSharded'],
    source: 'Atlas docs, Live Migrate (Pull): sources before 6.0',
    judge: ({ source: { name, version }, sourceSharded }) =>
      sourceSharded && seriesOf(version) === '5.0'
        ? {
            message: `${name} is sharded and runs MongoDB ${version}: documents that chunk migrations left behind have to be removed first, and whether there are any was not looked at.`,
            fix: [
              `On the primary of each shard of ${name}, in mongosh, once the balancer is stopped:`,
              "db.adminCommand({listDatabases: 1}).databases.filter(d => !['admin', 'config', 'local'].includes(d.name)).forEach(d => db.getSiblingDB(d.name).getCollectionInfos({type: 'collection'}).forEach(c => printjson(db.adminCommand({cleanupOrphaned: d.name + '.' + c.name}))))",
            ].join('\n'),
          }
        : undefined,
  }),
];
