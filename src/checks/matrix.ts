/** A series of releases, such as `7.0`, as the engine's page and Atlas' page on pushing name it. */
export interface Series {
  /** The least release of it that the engine's page names. */
  readonly patch: string;
  /** The one that Atlas' page asks for, where it asks for less. */
  readonly pushPatch?: string;
  /** The least feature compatibility version. */
  readonly feature: string;
  /** The series that it can be migrated to. */
  readonly to: readonly string[];
}

/**
 * Which versions of MongoDB go together: mongosync docs, "MongoDB Server Version Compatibility", beside Atlas docs, "Live
 * Migrate (Push) a Cluster Monitored by Cloud Manager". Which engine Atlas runs is published nowhere.
 */
export const matrix = {
  /** When the pages were read that this is taken from. */
  asOf: '2026-09-09',
  engine: 'mongosync 1.22',
  series: {
    '5.0': { patch: '5.0.29', feature: '5.0', to: ['7.0'] },
    '6.0': { patch: '6.0.24', pushPatch: '6.0.17', feature: '6.0', to: ['7.0', '8.0'] },
    '7.0': { patch: '7.0.18', pushPatch: '7.0.13', feature: '6.0', to: ['7.0', '8.0'] },
    '8.0': { patch: '8.0.5', feature: '8.0', to: ['8.0'] },
  } as const satisfies Readonly<Record<string, Series>>,
  /** The newest that the engine's page knows, on either side. */
  newestMajor: 8,
  /** Sources that Atlas' page on the old engine lists, and the only destination that it has. */
  legacy: { sources: ['4.2', '4.4', '5.0'], destination: '6.0' },
} as const;

/** Where the matrix comes from, as a rule names its source. */
export const enginePage = 'mongosync docs, supported server versions';
export const atlasDecides = "MongoDB's pages contradict each other here, so Atlas' validation decides.";

const series: Readonly<Record<string, Series>> = matrix.series;

/** `7.0` of `7.0.14`. */
export function seriesOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

/** What is known of the series that a version belongs to; `undefined` for one that is on no page. */
export function knownSeries(version: string): Series | undefined {
  const name = seriesOf(version);
  return Object.hasOwn(series, name) ? series[name] : undefined;
}

const dayMs = 86_400_000;

/** After so many days it is likely that the pages say something else. */
export const matrixLastsDays = 180;

export function matrixAgeDays(now: Date): number {
  return Math.floor((now.getTime() - Date.parse(matrix.asOf)) / dayMs);
}
