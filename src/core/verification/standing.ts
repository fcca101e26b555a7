import { type Difference, Expectation } from './difference.ts';
import type { VerifyEntry } from './entry.ts';
import type { NamespacePlan, PartitionResult } from './partition.ts';
import type { VerifyRequest } from './request.ts';
import { type Scope, scopeOf } from './scope.ts';
import type { SideIdentity } from './side.ts';
import type { Verification, VerifiedNamespace } from './verification.ts';
import { type EntryOf, emptyRuns, type Part, type Runs, takeInto } from './verification-runs.ts';

/** How far the documents of one namespace have been compared. */
export interface NamespaceStanding {
  /** `database.collection` */
  readonly name: string;
  readonly partitions: { readonly done: number; readonly of: number };
  /** Of both sides together; estimated by the servers, and never less than what was read. */
  readonly documents: { readonly done: number; readonly of: number };
  /** Of each side, as far as they were read or counted. */
  readonly source: number;
  readonly destination: number;
  /** On both sides and looked at. */
  readonly compared: number;
  /** 0 until there is a result where changes are followed: what differs is looked at again first. */
  readonly missing: number;
  readonly extra: number;
  readonly different: number;
  /** Differences that are expected, by class. */
  readonly expected: Partial<Record<Expectation, number>>;
  readonly bytes: number;
  /** Of the run that is the last one; null where it has compared nothing of this namespace yet. */
  readonly bytesPerSecond: number | null;
  /** 0 when done, null while nobody knows. */
  readonly secondsLeft: number | null;
}

/** Where a verification stands, as its journal tells. */
export interface Standing {
  /** `open` where no end was written: it runs, or was cut off. */
  readonly how: 'open' | EntryOf<'ended'>['how'];
  readonly request: VerifyRequest;
  readonly by: string;
  readonly salt: string;
  /** The first run; times in ISO 8601. */
  readonly begunAt: string;
  /** The last run. */
  readonly runBegunAt: string;
  /** The last thing that is known of it. */
  readonly lastAt: string;
  /** `proving` until both sides are proved, `comparing` until all that is planned is compared, then `following`. */
  readonly phase: 'proving' | 'comparing' | 'following' | 'ended';
  readonly sides?: { readonly source: SideIdentity; readonly destination: SideIdentity };
  readonly namespaces: readonly NamespaceStanding[];
  /** Of the last run; null where it has compared nothing yet. */
  readonly bytesPerSecond: number | null;
  readonly secondsLeft: number | null;
  /** The first of them that were found in documents. */
  readonly differences: readonly Difference[];
  /** Why what earlier runs had compared holds no more, where the last of them began with nothing. */
  readonly beganAnew?: string;
  /** Changes were taken in up to there. */
  readonly followed?: EntryOf<'followed'>;
  readonly error?: NonNullable<EntryOf<'ended'>['error']>;
  readonly result?: Verification;
  /** How many runs in a row have ended in the same way without having compared anything; 0 where the last one has. */
  readonly fruitless: number;
}

/** `undefined` where nothing has begun. */
export function standingOf(entries: readonly VerifyEntry[]): Standing | undefined {
  const course = emptyRuns();
  for (const entry of entries) takeInto(course, entry);
  const [first, last] = [course.begun[0], course.begun.at(-1)];
  const lastAt = entries.at(-1)?.at;
  if (first === undefined || last === undefined || lastAt === undefined) return undefined;
  const { proved, anew, parts, ended, followed } = course;
  const since = proved === undefined || proved.at < last.at ? last.at : proved.at;
  const scope = scopeOf(last.request);
  const namespaces = [...parts].map(([name, part]) => {
    // What differed was looked at again once all was compared, where changes were followed: only the result counts that.
    const settled = ended?.result?.perNamespace.find((one) => one.name === name);
    return { ...namespaceStanding(name, part, scope), ...(settled && findingsOf(settled)) };
  });
  const phase = phaseOf(course, last.at, namespaces);
  const pace = paceOf(namespaces, [...parts.values()], since, ended?.how === 'done');
  return {
    ...{ how: ended?.how ?? 'open', request: last.request, by: last.by, salt: last.salt, phase },
    ...{
      begunAt: first.at,
      runBegunAt: last.at,
      lastAt,
      namespaces: phase === 'following' ? namespaces.map(withoutTime) : namespaces,
    },
    ...(proved && { sides: { source: proved.source, destination: proved.destination } }),
    ...(phase === 'following' ? withoutTime(pace) : pace),
    differences: [...parts.values()].flatMap(({ differences }) => differences),
    ...(anew !== undefined && { beganAnew: anew }),
    ...(followed && { followed }),
    ...(ended?.error && { error: ended.error }),
    ...(ended?.result && { result: ended.result }),
    fruitless: course.fruitless.times,
  };
}

/** What was left out is not under way. */
function withoutTime<Paced extends { readonly secondsLeft: number | null }>(paced: Paced): Paced {
  return paced.secondsLeft === 0 ? paced : { ...paced, secondsLeft: null };
}

type Findings = Pick<NamespaceStanding, 'missing' | 'extra' | 'different' | 'expected'>;

function findingsOf({ missing, extra, different, expected }: VerifiedNamespace): Findings {
  return { missing, extra, different, expected };
}

function namespaceStanding(name: string, { plan, results, run }: Part, scope: Scope): NamespaceStanding {
  const all = [...results.values()];
  const sum = (of: (result: PartitionResult) => number) => all.reduce((total, result) => total + of(result), 0);
  const read = sum(({ source, destination }) => source + destination);
  const own = plan?.partitions.filter(({ index }) => scope.has(name, index)).length;
  const partitions = { done: all.length, of: own ?? all.length };
  const estimate = estimateOf(plan, partitions.of);
  const isDone = plan !== undefined && partitions.done >= partitions.of;
  const of = isDone ? read : Math.max(read, estimate);
  const { bytes, documents, seconds } = paced(run);
  const left = seconds > 0 && documents > 0 ? ((of - read) * seconds) / documents : null;
  return {
    ...{ name, partitions, documents: { done: read, of }, expected: expectedOf(all) },
    source: sum(({ source }) => source),
    destination: sum(({ destination }) => destination),
    compared: sum(({ compared }) => compared),
    missing: sum(({ missing }) => missing),
    extra: sum(({ extra }) => extra),
    different: sum(({ different }) => different),
    bytes: sum(({ bytes }) => bytes),
    bytesPerSecond: seconds > 0 && bytes > 0 ? bytes / seconds : null,
    secondsLeft: isDone ? 0 : left,
  };
}

function paced(run: Part['run']) {
  if (run === undefined) return { bytes: 0, documents: 0, seconds: 0 };
  return { bytes: run.bytes, documents: run.documents, seconds: secondsBetween(run.from, run.until) };
}

/** Of the parts that are compared here; the others are in other shares. */
function estimateOf(plan: NamespacePlan | undefined, own: number): number {
  if (plan === undefined) return 0;
  return Math.round((plan.estimate.documents * own) / Math.max(1, plan.partitions.length));
}

/** Of this run in all: namespaces are compared beside each other. */
function paceOf(
  namespaces: readonly NamespaceStanding[],
  parts: readonly Part[],
  since: string,
  isDone: boolean,
): Pick<Standing, 'bytesPerSecond' | 'secondsLeft'> {
  const runs = parts.flatMap(({ run }) => (run === undefined ? [] : [run]));
  const last = runs.map(({ until }) => until).toSorted();
  const seconds = secondsBetween(since, last.at(-1) ?? since);
  const documents = runs.reduce((total, run) => total + run.documents, 0);
  const bytes = runs.reduce((total, run) => total + run.bytes, 0);
  const left = namespaces.reduce((total, one) => total + one.documents.of - one.documents.done, 0);
  const isAll = namespaces.length > 0 && namespaces.every(({ partitions }) => partitions.done >= partitions.of);
  return {
    bytesPerSecond: bytes > 0 && seconds > 0 ? bytes / seconds : null,
    secondsLeft: isDone || isAll ? 0 : documents > 0 && seconds > 0 ? (left * seconds) / documents : null,
  };
}

function expectedOf(results: readonly PartitionResult[]): NamespaceStanding['expected'] {
  const counts = Expectation.options.map((name) => {
    const count = results.reduce((total, { expected }) => total + (expected[name] ?? 0), 0);
    return [name, count] as const;
  });
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

function phaseOf(
  { proved, ended, followed, isLooking }: Runs,
  runBegunAt: string,
  namespaces: readonly NamespaceStanding[],
): Standing['phase'] {
  if (ended !== undefined) return 'ended';
  if (proved === undefined || proved.at < runBegunAt) return 'proving';
  const isAllCompared = namespaces.length > 0 && namespaces.every(({ partitions }) => partitions.done >= partitions.of);
  return isLooking || (isAllCompared && followed !== undefined) ? 'following' : 'comparing';
}

function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1_000;
}
