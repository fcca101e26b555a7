import { sum } from '../sum.ts';
import { isBefore } from './cluster-time.ts';
import { Expectation, expectations } from './difference.ts';
import { partsThatDoNotFit } from './fitting-parts.ts';
import { type MergeableShare, refuseShares } from './refuse-shares.ts';
import { scopeOf } from './scope.ts';
import type { ClusterTime, ProvedSide } from './side.ts';
import { verdictOf } from './verdict.ts';
import type { NotCompared, Verification, VerifiedNamespace } from './verification.ts';

const mostListed = 100;

/**
 * One verification of all its shares: identical only where none of them says otherwise, all of them are there, and their
 * parts are together the whole of each namespace. Its cluster times are the earliest of any share, so that it holds of no later time than
 * the worst of them. Throws a LivemigError of kind `usage` for shares that do not belong together.
 */
export function mergeVerifications(shares: readonly MergeableShare[]): Verification {
  refuseShares(shares);
  const [first] = shares;
  if (first === undefined) throw new Error('no share was refused');
  const all = shares.map(({ verification }) => verification);
  const { scope, verifiedThrough: _, sample: __, ...base } = first.verification;
  const between = writtenBetween(all);
  const isSaidToBeStill = shares.every(({ writesStopped }) => writesStopped);
  const counts = {
    namespaces: sum(all, ({ namespaces }) => namespaces),
    documents: {
      source: sum(all, (one) => one.documents.source),
      destination: sum(all, (one) => one.documents.destination),
    },
    differencesTotal: sum(all, ({ differencesTotal }) => differencesTotal),
    notCompared: distinct([
      ...all.flatMap(({ notCompared }) => notCompared),
      ...notTogether(all),
      ...notSeenInTime(shares),
      ...(isSaidToBeStill
        ? []
        : between.map((what) => ({ what, why: 'nobody may write until the last of them is done' }))),
    ]),
  };
  const verdict = verdictOf(counts);
  const isChosen = scope !== undefined && scope.namespaces.length + scope.skip.length > 0;
  const leftOut = Math.max(...all.map((one) => one.scope?.leftOut ?? 0));
  return {
    ...base,
    ...counts,
    ...{ verdict, identical: verdict === 'identical', perNamespace: namespacesOf(all) },
    ...(isChosen && { scope: { namespaces: scope.namespaces, skip: scope.skip, leftOut } }),
    startedAt: all.map(({ startedAt }) => startedAt).reduce((one, other) => (one < other ? one : other)),
    endedAt: all.map(({ endedAt }) => endedAt).reduce((one, other) => (one > other ? one : other)),
    ...{ source: sideOf(all.map(({ source }) => source)), destination: sideOf(all.map((one) => one.destination)) },
    ...throughOf(all),
    ...sampleOf(all),
    indexes: sum(all, ({ indexes }) => indexes),
    differences: all.flatMap(({ differences }) => differences).slice(0, mostListed),
    expected: expectedOf(all),
    doesNotCover: [
      ...new Set([...(isSaidToBeStill ? between : []), ...all.flatMap(({ doesNotCover }) => doesNotCover)]),
    ],
  };
}

/** What a share had compared may have been written to before another one began; where neither tells, nobody knows. */
function writtenBetween(all: readonly Verification[]): string[] {
  const sides = (['source', 'destination'] as const).filter(
    (side) => new Set(all.flatMap(({ scope }) => scope?.positions?.[side] ?? [])).size > 1,
  );
  if (sides.length === 0) return [];
  return [`what was written to ${sides.map((side) => `the ${side}`).join(' and to ')} between the shares`];
}

/** Where the shares took a namespace apart in other ways, a document may have been in none of them. */
function notTogether(all: readonly Verification[]): NotCompared[] {
  return partsThatDoNotFit(all.map(({ scope }) => scope?.parts ?? [])).map((what) => ({
    what,
    why: 'the shares have not the same parts of it, so some documents may have been compared by none of them',
  }));
}

/** What a namespace is, and whether it is missing, is told by one share, which may have been done before it came. */
function notSeenInTime(shares: readonly MergeableShare[]): NotCompared[] {
  const known = shares.map(({ share, verification: { scope } }) => ({
    ...{ scope: scopeOf({ namespaces: [], skip: [], share }), seen: scope?.seen && new Set(scope.seen) },
  }));
  const names = new Set(known.flatMap(({ seen }) => [...(seen ?? [])]));
  const isUnseen = (name: string) => known.some(({ scope, seen }) => scope.has(name, 0) && seen?.has(name) === false);
  return [...names].filter(isUnseen).map((what) => {
    return { what, why: 'the share that had to tell what it is has not seen it, as it came later or was hidden there' };
  });
}

function namespacesOf(all: readonly Verification[]): VerifiedNamespace[] {
  const byName = new Map<string, VerifiedNamespace>();
  for (const one of all.flatMap(({ perNamespace }) => perNamespace)) {
    const before = byName.get(one.name);
    byName.set(one.name, before === undefined ? one : together(before, one));
  }
  return [...byName.values()].toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function together(one: VerifiedNamespace, other: VerifiedNamespace): VerifiedNamespace {
  const expected = Expectation.options.map((name) => [name, (one.expected[name] ?? 0) + (other.expected[name] ?? 0)]);
  const confidences = [one, other].flatMap(({ confidence }) => confidence ?? []);
  return {
    name: one.name,
    source: one.source + other.source,
    destination: one.destination + other.destination,
    compared: one.compared + other.compared,
    bytes: one.bytes + other.bytes,
    missing: one.missing + other.missing,
    extra: one.extra + other.extra,
    different: one.different + other.different,
    expected: Object.fromEntries(expected.filter(([, count]) => count !== 0)),
    ...(confidences.length > 0 && { confidence: Math.min(...confidences) }),
  };
}

function expectedOf(all: readonly Verification[]): Verification['expected'] {
  return Expectation.options.flatMap((name) => {
    const count = sum(all, ({ expected }) => expected.find((one) => one.class === name)?.count ?? 0);
    return count === 0 ? [] : [{ class: name, count, why: expectations[name] }];
  });
}

function sideOf(sides: readonly ProvedSide[]): ProvedSide {
  const [first, ...others] = sides;
  if (first === undefined) throw new Error('no share was given');
  return {
    ...first,
    clusterTime: others.reduce((time, { clusterTime }) => earlier(time, clusterTime), first.clusterTime),
    unseen: distinct(sides.flatMap(({ unseen }) => unseen)),
  };
}

/** Only where each share has followed the changes. */
function throughOf(all: readonly Verification[]): Pick<Verification, 'verifiedThrough'> {
  const times = all.flatMap(({ verifiedThrough }) => verifiedThrough ?? []);
  return times.length === all.length ? { verifiedThrough: times.reduce(earlier) } : {};
}

/** As little as the share says of which least is known. */
function sampleOf(all: readonly Verification[]): Pick<Verification, 'sample'> {
  const samples = all.flatMap(({ sample }) => sample ?? []);
  if (samples.length === 0) return {};
  return {
    sample: {
      share: Math.max(...samples.map(({ share }) => share)),
      confidence: Math.min(...samples.map(({ confidence }) => confidence)),
      documents: sum(samples, ({ documents }) => documents),
    },
  };
}

function earlier(one: ClusterTime, other: ClusterTime): ClusterTime {
  return isBefore(other, one) ? other : one;
}

function distinct(all: readonly NotCompared[]): NotCompared[] {
  return [...new Map(all.map((one) => [`${one.what}\n${one.why}`, one])).values()];
}
