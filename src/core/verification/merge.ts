import { LivemigError } from '../errors.ts';
import { isBefore } from './cluster-time.ts';
import { type Difference, Expectation, expectations } from './difference.ts';
import type { Share } from './request.ts';
import type { ClusterTime, ProvedSide, SideIdentity } from './side.ts';
import type { Verdict, Verification, VerifiedNamespace } from './verification.ts';

/** What came of one share, and where it was read. */
export interface MergeableShare {
  readonly file: string;
  readonly share: Share;
  readonly verification: Verification;
}

const mostListed = 100;

/**
 * One verification of all shares of one: identical only where each share is, and all of them are there. Its cluster times
 * are the earliest of any share, so that it holds of no later time than the worst of them.
 *
 * Each share compares the definitions, and its own part of the documents: the first are counted once, the others added up.
 * Throws a LivemigError of kind `usage` for shares that do not belong together.
 */
export function mergeVerifications(shares: readonly MergeableShare[]): Verification {
  const [first, ...others] = shares;
  if (first === undefined) throw refused('No share was given.', 'Name the result.json of each.');
  for (const other of others) refuseOther(first, other);
  refuseIncomplete(shares);
  const all = shares.map(({ verification }) => verification);
  const { scope, verifiedThrough: _, sample: __, ...base } = first.verification;
  const verdict = worstOf(all.map((one) => one.verdict));
  const perNamespace = namespacesOf(all);
  const isChosen = scope !== undefined && scope.namespaces.length + scope.skip.length > 0;
  return {
    ...base,
    ...{ verdict, identical: verdict === 'identical', perNamespace },
    ...(isChosen && { scope: { namespaces: scope.namespaces, skip: scope.skip, leftOut: most(all, leftOutOf) } }),
    startedAt: all.map(({ startedAt }) => startedAt).reduce((one, other) => (one < other ? one : other)),
    endedAt: all.map(({ endedAt }) => endedAt).reduce((one, other) => (one > other ? one : other)),
    ...{ source: sideOf(all.map(({ source }) => source)), destination: sideOf(all.map((one) => one.destination)) },
    ...throughOf(all),
    ...sampleOf(all),
    namespaces: Math.max(
      perNamespace.length,
      most(all, ({ namespaces }) => namespaces),
    ),
    indexes: most(all, ({ indexes }) => indexes),
    documents: {
      source: addedUp(
        all,
        ({ documents }) => documents.source,
        ({ source }) => source,
      ),
      destination: addedUp(
        all,
        ({ documents }) => documents.destination,
        ({ destination }) => destination,
      ),
    },
    differences: distinct(all.flatMap(({ differences }) => differences)).slice(0, mostListed),
    differencesTotal: Math.max(
      addedUp(all, ({ differencesTotal }) => differencesTotal, unequal),
      distinct(all.flatMap(({ differences }) => differences)).length,
    ),
    expected: expectedOf(all),
    notCompared: distinct(all.flatMap(({ notCompared }) => notCompared)),
    doesNotCover: [...new Set(all.flatMap(({ doesNotCover }) => doesNotCover))],
  };
}

function refuseOther(first: MergeableShare, other: MergeableShare): void {
  const [one, another] = [first.verification, other.verification];
  const both = `${first.file} and ${other.file}`;
  for (const side of ['source', 'destination'] as const)
    if (!isSameDeployment(one[side].identity, another[side].identity))
      throw refused(
        `${both} are not of the same ${side}: ${nameOf(one[side].identity)} and ${nameOf(another[side].identity)}.`,
        'Merge only shares of one verification.',
      );
  if (one.level !== another.level)
    throw refused(
      `${both} were compared at other levels: ${one.level} and ${another.level}.`,
      'Compare one of them again with the --level of the others.',
    );
  if (first.share.of !== other.share.of)
    throw refused(
      `${both} are shares of other wholes: ${textOf(first.share)} and ${textOf(other.share)}.`,
      'Merge only shares with the same number behind the slash.',
    );
  if (scopeOf(one) !== scopeOf(another))
    throw refused(
      `${both} were to compare other namespaces.`,
      'Compare one of them again with the --namespace and --skip of the others.',
    );
}

function refuseIncomplete(shares: readonly MergeableShare[]): void {
  const of = shares[0]?.share.of ?? 0;
  const byNumber = new Map<number, string>();
  for (const { file, share } of shares) {
    const other = byNumber.get(share.number);
    if (other !== undefined)
      throw refused(`${other} and ${file} are both share ${textOf(share)}.`, 'Name each share once.');
    byNumber.set(share.number, file);
  }
  const missing = Array.from({ length: of }, (_, at) => at + 1).filter((number) => !byNumber.has(number));
  if (missing.length === 0) return;
  const which = missing.map((number) => textOf({ number, of })).slice(0, 10);
  throw refused(
    `${missing.length === 1 ? 'A share is' : `${missing.length} shares are`} missing: ${which.join(', ')}${missing.length > which.length ? ', …' : ''}.`,
    `Run livemig verify --partition ${which[0]} as the others were, and name its result.json too.`,
  );
}

/** Host names may differ by the network from which they are seen, and versions by an upgrade in between. */
function isSameDeployment(one: SideIdentity, other: SideIdentity): boolean {
  if (one.topology !== other.topology) return false;
  if (one.id !== undefined && other.id !== undefined) return one.id === other.id;
  return one.setName === other.setName && one.hosts.join() === other.hosts.join();
}

function nameOf({ setName, hosts }: SideIdentity): string {
  return setName ?? hosts.join(', ');
}

function textOf({ number, of }: Share): string {
  return `${number}/${of}`;
}

function scopeOf({ scope }: Verification): string {
  return JSON.stringify([scope?.namespaces.toSorted() ?? [], scope?.skip.toSorted() ?? []]);
}

function worstOf(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('different')) return 'different';
  const [first] = verdicts;
  const isOne = first !== undefined && verdicts.every((one) => one === first);
  return isOne ? first : 'not-all-compared';
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
  const counts = Expectation.options.map((name) => [name, (one.expected[name] ?? 0) + (other.expected[name] ?? 0)]);
  return {
    name: one.name,
    source: one.source + other.source,
    destination: one.destination + other.destination,
    compared: one.compared + other.compared,
    bytes: one.bytes + other.bytes,
    missing: one.missing + other.missing,
    extra: one.extra + other.extra,
    different: one.different + other.different,
    expected: Object.fromEntries(counts.filter(([, count]) => count !== 0)),
  };
}

/** A total of each share of which a part is of its own documents; the rest is the same in each, such as definitions. */
function addedUp(
  all: readonly Verification[],
  total: (one: Verification) => number,
  own: (namespace: VerifiedNamespace) => number,
): number {
  const ofDocuments = all.map(({ perNamespace }) => perNamespace.reduce((count, one) => count + own(one), 0));
  const rests = all.map((one, at) => total(one) - (ofDocuments[at] ?? 0));
  return ofDocuments.reduce((sum, one) => sum + one, 0) + Math.max(0, ...rests);
}

function unequal({ missing, extra, different }: VerifiedNamespace): number {
  return missing + extra + different;
}

function expectedOf(all: readonly Verification[]): Verification['expected'] {
  return Expectation.options.flatMap((name) => {
    const total = (one: Verification) => one.expected.find(({ class: other }) => other === name)?.count ?? 0;
    const count = addedUp(all, total, ({ expected }) => expected[name] ?? 0);
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
      documents: samples.reduce((sum, { documents }) => sum + documents, 0),
    },
  };
}

function earlier(one: ClusterTime, other: ClusterTime): ClusterTime {
  return isBefore(other, one) ? other : one;
}

function most(all: readonly Verification[], of: (one: Verification) => number): number {
  return Math.max(...all.map(of));
}

function leftOutOf({ scope }: Verification): number {
  return scope?.leftOut ?? 0;
}

function distinct<Item extends Difference | { readonly what: string }>(items: readonly Item[]): Item[] {
  return [...new Map(items.map((one) => [JSON.stringify(one), one])).values()];
}

function refused(message: string, fix: string): LivemigError {
  return new LivemigError({ kind: 'usage', code: 'SHARES', message, fix });
}
