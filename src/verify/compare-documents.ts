import { LivemigError } from '../core/errors.ts';
import { harmless } from '../core/harmless.ts';
import { durationText } from '../core/plain-units.ts';
import type { StepProgress } from '../core/step.ts';
import type { Course } from '../core/verification/course.ts';
import type { Difference } from '../core/verification/difference.ts';
import type { NamespacePlan, Partition, PartitionResult } from '../core/verification/partition.ts';
import type { VerifyRequest } from '../core/verification/request.ts';
import type { Scope } from '../core/verification/scope.ts';
import type { ClusterTime } from '../core/verification/side.ts';
import type { NotCompared } from '../core/verification/verification.ts';
import type { DocumentReads } from '../core/verification/verified-side.ts';
import type { Common } from './common-namespaces.ts';
import type { NamespaceWork } from './documents/namespace-work.ts';
import { planPartitions } from './documents/plan-partitions.ts';
import type { Following } from './following/follow.ts';
import { inLanes } from './in-lanes.ts';
import type { ComparePart } from './levels/compare-part.ts';
import { isInParts } from './levels/level-of.ts';
import { ownDeletionsOf } from './own-deletions.ts';
import { type Breathe, pacing } from './pace.ts';
import { ofBoth, type Sides } from './prove-sides.ts';
import type { FollowKeeper } from './settle-writes.ts';
import type { Taken } from './take-up.ts';
import { threadsFor } from './threads/threads.ts';
import type { VerifyPorts } from './verify-ports.ts';

/** What comparing the documents of several namespaces takes. */
export interface DocumentsJob {
  readonly reads: Sides<DocumentReads>;
  readonly request: VerifyRequest;
  readonly scope: Scope;
  readonly taken: Taken;
  readonly compare: ComparePart;
  /** Every read is at least as new as this. */
  readonly times: Sides<ClusterTime>;
  /** By the servers' own clocks, in milliseconds since 1970. */
  readonly now: Sides<number>;
  /** Whether one of both sides has a namespace no more. */
  readonly isGone: (namespace: string) => Promise<boolean>;
  /** Where what is written meanwhile is followed: what differs is then handed on, to be looked at again. */
  readonly followed?: Followed;
  readonly ports: VerifyPorts;
}

/** What takes up what was found to differ. */
export interface Followed {
  readonly following: Pick<Following, 'suspect'>;
  readonly keeper: Pick<FollowKeeper, 'beforePart'>;
}

export interface ComparedDocuments {
  readonly notCompared: readonly NotCompared[];
  /** What a side had no more; should it come again, it has not been looked at. */
  readonly gone: readonly string[];
}

interface Task {
  readonly common: Common;
  readonly plan: NamespacePlan;
  readonly partition: Partition;
}

/** Compares the documents of each, part by part, several at a time; what an earlier run has finished is left out. */
export async function compareDocuments(open: readonly Common[], job: DocumentsJob): Promise<ComparedDocuments> {
  const { request, scope, taken, ports } = job;
  const gone = new Set<string>();
  // What it was asked for is told, and not that a server which is away could not answer this either.
  const isGone = (name: string) => job.isGone(name).catch(() => false);
  const unlessGone = async <Done>(name: string, work: () => Promise<Done>) => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof LivemigError) || !(await isGone(name))) throw error;
      if (!gone.has(name)) await taken.note({ kind: 'dropped', at: time(job), namespace: name, why: 'it is gone' });
      gone.add(name);
      return undefined;
    }
  };
  const notCompared: NotCompared[] = [];
  const tasks: Task[] = [];
  for (const common of open) {
    const { name } = common;
    const planned = await unlessGone(name, () => planOf(common, job));
    if (planned?.kind === 'not-compared' && scope.has(name, 0)) notCompared.push(planned.notCompared);
    if (planned?.kind !== 'plan') continue;
    const { plan } = planned;
    const done = taken.course.namespaces.get(name)?.results;
    const isOpen = ({ index }: Partition) => scope.has(name, index) && done?.has(index) !== true;
    tasks.push(...plan.partitions.filter(isOpen).map((partition) => ({ common, plan, partition })));
  }
  const tell = reporting(taken.course, scope, ports.report);
  const clock = timesUp(request, ports);
  const pace = pacing(request, { ...ports, load: () => ofBoth(job.reads, (side) => side.load()) });
  await withThreads(tasks, job, (compare) =>
    inLanes(tasks, request.workers, () => {
      const lane = { tell, breathe: pace() };
      return async (task) => {
        const { name } = task.common;
        if (gone.has(name) || clock.isUp(name)) return;
        await unlessGone(name, () => comparePart(task, { ...job, compare }, lane));
      };
    }),
  );
  for (const name of clock.cutOff) notCompared.push(restOf(name, job));
  return { notCompared, gone: [...gone] };
}

/** Of a namespace whose time was up. */
function restOf(name: string, { taken, request }: DocumentsJob): NotCompared {
  const { results, plan } = taken.course.namespaces.get(name) ?? {};
  const parts = `${results?.size ?? 0} of ${plan?.partitions.length ?? 0} parts were compared`;
  const limit = durationText(request.maxDurationMs ?? 0);
  return { what: `the rest of ${name}`, why: `the time for one namespace (${limit}) was up; ${parts}` };
}

/** By threads of their own where there is enough to do for them. */
async function withThreads(
  tasks: readonly Task[],
  { request: { level, workers }, times, compare, ports: { threads, salt } }: DocumentsJob,
  work: (compare: ComparePart) => Promise<void>,
): Promise<void> {
  const parts = tasks.map(({ plan }) => plan.estimate.bytes / plan.partitions.length);
  const count = threads === undefined ? 0 : threadsFor({ level, parts, workers }, threads.leastBytes);
  if (threads === undefined || count === 0) return work(compare);
  return threads.lend(count, { level, salt, times }, work);
}

async function planOf(common: Common, job: DocumentsJob) {
  const { reads, request, taken } = job;
  const { name, type } = common;
  const kept = taken.course.namespaces.get(name)?.plan;
  if (kept !== undefined) return { kind: 'plan' as const, plan: kept };
  const measures = { source: reads.source.measure(name), destination: reads.destination.measure(name) };
  const planned = await planPartitions(name, { type, capped: deletionsOf(common).isCapped }, measures, {
    partitionBytes: isInParts(request.level) ? request.partitionBytes : Number.POSITIVE_INFINITY,
    isShared: request.share !== undefined,
  });
  if (planned.kind === 'plan') await taken.note({ kind: 'planned', at: time(job), plan: planned.plan });
  return planned;
}

/** One of several that compare parts at the same time. */
interface Lane {
  readonly tell: Telling;
  readonly breathe: Breathe;
}

async function comparePart(
  { common, plan, partition }: Task,
  job: DocumentsJob,
  { tell, breathe }: Lane,
): Promise<void> {
  const { request, taken, followed, ports, compare } = job;
  const spool = ports.journal.spool();
  const differences: Difference[] = [];
  const mostListed = request.reportRows - taken.course.listed;
  const work = workOf(common, job, (found, _, identity) => {
    if (found.expected !== undefined) return;
    if (followed !== undefined) return followed.following.suspect(common.name, found, identity);
    spool.add(found);
    if (differences.length < mostListed) differences.push(found);
  });
  const comparing = compare(work, { partition, plan });
  try {
    for (;;) {
      await breathe((why) => tell.waiting(why));
      const { done, value } = await comparing.next();
      if (done === true) {
        await followed?.keeper.beforePart();
        const result = followed === undefined ? value : undecided(value);
        const suspects = followed === undefined ? 0 : value.missing + value.extra + value.different;
        const entry = { kind: 'compared', at: time(job), namespace: common.name, result, differences } as const;
        return await taken.note({ ...entry, ...(suspects > 0 && { suspects }) }, spool);
      }
      tell.compared(common.name, value.documents);
    }
  } catch (error) {
    await spool.drop();
    throw error;
  }
}

/** What differs is counted by whoever looks at it again. */
function undecided(result: PartitionResult): PartitionResult {
  return { ...result, missing: 0, extra: 0, different: 0 };
}

function workOf(common: Common, job: DocumentsJob, difference: NamespaceWork['difference']): NamespaceWork {
  const { reads, request, now, followed, ports } = job;
  const { name } = common;
  const { here, there, isCapped } = deletionsOf(common);
  return {
    ...{ name, difference, tells: request.tells },
    ...{ idText: ports.idText, valueText: ports.valueText },
    // What is followed is looked at again later on.
    pause: followed === undefined ? ports.pause : async () => {},
    sides: { source: reads.source.documents(name), destination: reads.destination.documents(name) },
    expiry: {
      source: { rules: here.rules, now: now.source },
      destination: { rules: there.rules, now: now.destination },
    },
    ...(here.capped !== undefined &&
      there.capped !== undefined &&
      isCapped && { capped: { source: here.capped, destination: there.capped } }),
  };
}

function deletionsOf({ source, destination }: Common) {
  const [here, there] = [ownDeletionsOf(source), ownDeletionsOf(destination)];
  return { here, there, isCapped: here.capped !== undefined || there.capped !== undefined };
}

interface Telling {
  compared(namespace: string, documents: number): void;
  /** Why nothing moves. */
  waiting(why: string): void;
}

/** Tells how many documents have been compared, of about how many: pairs, so half of what is read. */
function reporting(course: Course, scope: Scope, report: (progress: StepProgress) => void): Telling {
  let [total, done] = [0, 0];
  for (const [name, { plan, results }] of course.namespaces) {
    const mine = plan.partitions.filter(({ index }) => scope.has(name, index)).length;
    total += (plan.estimate.documents * mine) / plan.partitions.length / 2;
    for (const { source, destination } of results.values()) done += (source + destination) / 2;
  }
  const tell = (detail: string) =>
    report({ done: Math.round(done), total: Math.round(Math.max(done, total)), unit: 'documents', detail });
  return {
    compared(namespace, documents) {
      done += documents / 2;
      tell(`comparing ${harmless(namespace)}`);
    },
    waiting: tell,
  };
}

/** Which namespaces have had their time, counted from their first part in this run. */
function timesUp({ maxDurationMs }: VerifyRequest, { elapsed }: VerifyPorts) {
  const begun = new Map<string, number>();
  const cutOff = new Set<string>();
  return {
    cutOff,
    isUp(name: string): boolean {
      if (maxDurationMs === undefined) return false;
      const now = elapsed();
      const since = begun.get(name) ?? now;
      begun.set(name, since);
      if (now - since < maxDurationMs) return false;
      cutOff.add(name);
      return true;
    },
  };
}

function time({ ports }: DocumentsJob): string {
  return ports.now().toISOString();
}
