import type { Fact } from '../../core/check.ts';
import { firstNames } from '../../core/first-names.ts';
import { amount } from '../../core/plain-units.ts';
import type { Balancer, LeftBehind, WriteBlock } from '../../core/results/left-behind.ts';
import { contentsText } from './destination-now.ts';
import { mayAdviseClearing } from './may-advise-clearing.ts';
import { notSeen, surroundingAdvice, surroundingLines } from './surrounding-words.ts';

/** Texts of several lines; a line that begins with four spaces is a command. */
export interface Words {
  /** What stands where, and what was not looked at. */
  readonly behind: string;
  /** What to do, in order. */
  readonly advice: string;
}

/**
 * Says what was seen and nothing else, and what to do about it; `cluster` is what the destination is called, `sandboxState`
 * the address at which a sandbox tells the reason that Atlas' API does not.
 */
export function leftBehindWords(left: LeftBehind, cluster: string, sandboxState?: string): Words {
  const behind = [...sourceLines(left), ...destinationLines(left, cluster), ...surroundingLines(left, cluster)];
  const where =
    sandboxState === undefined
      ? `on the card of ${cluster} in Atlas`
      : `where the sandbox runs, or at ${sandboxState} (\`failure\`)`;
  const advice = [
    reason(left, where),
    wayBack(left, cluster),
    ...surroundingAdvice(left, cluster),
    ...repairs(left, cluster),
    anotherTry(left, cluster),
    'If it is not to be tried again: `livemig cleanup --dry-run` shows what else it has left.',
  ];
  return {
    behind: [`Left behind (looked at ${left.lookedAt}):`, ...behind.map((line) => `  - ${line}`)].join('\n'),
    advice: advice
      .flatMap((text) => text ?? [])
      .map((text, index) => `${index + 1}. ${text}`)
      .join('\n'),
  };
}

const writes = {
  free: 'writes are not blocked',
  blocked: 'writes are BLOCKED',
  changing: 'a write block is being set or lifted at this moment',
} as const;

/** Whether it takes writes, and what of it is stopped. */
export function sourceLines({
  sourceWrites,
  sourceBalancer,
  cutoverRequested,
}: Pick<LeftBehind, 'sourceWrites' | 'sourceBalancer' | 'cutoverRequested'>): string[] {
  const about = sourceWrites.known
    ? `source: ${writes[sourceWrites.value.state]}${sourceWrites.value.reason === undefined ? '' : `, for the reason ${sourceWrites.value.reason}`}`
    : `source: whether writes are blocked was ${notSeen(sourceWrites)}; ${
        cutoverRequested
          ? 'they may be, because a cutover was requested'
          : 'a cutover blocks them, and none was requested from this directory'
      }`;
  return [about, ...balancerLines('source', sourceBalancer, sourceWrites)];
}

function destinationLines(left: LeftBehind, cluster: string): string[] {
  const { destinationContents: contents, destinationWrites, destinationBalancer } = left;
  return [
    `${cluster}: ${standing(left)}`,
    ...(destinationWrites.known && destinationWrites.value.state !== 'free'
      ? [`${cluster}: ${writes[destinationWrites.value.state]} there as well`]
      : unseenLines(`${cluster}: whether writes are blocked`, destinationWrites, contents)),
    ...indexLines(left, cluster),
    ...balancerLines(cluster, destinationBalancer, contents),
  ];
}

function standing({ destinationContents: contents }: LeftBehind): string {
  if (!contents.known) return `what is there was ${notSeen(contents)}`;
  return contents.value.collections === 0 ? 'no data' : contentsText(contents.value);
}

function indexLines({ uniqueIndexes: indexes, destinationContents: contents }: LeftBehind, cluster: string): string[] {
  if (!indexes.known) return unseenLines(`${cluster}: which indexes are not unique yet`, indexes, contents);
  const { total, notYet } = indexes.value;
  if (total === 0) return [];
  if (notYet.length === 0)
    return [`${cluster}: all that is unique on the source is unique there (${amount(total, 'index', 'indexes')})`];
  return [
    `${cluster}: ${notYet.length} of ${amount(total, 'unique index', 'unique indexes')} not unique yet: ${firstNames(notYet)}`,
  ];
}

function balancerLines(place: string, balancer: Fact<Balancer>, said: Fact<unknown>): string[] {
  if (!balancer.known) return unseenLines(`${place}: whether a balancer is stopped`, balancer, said);
  return balancer.value === 'none' ? [] : [`${place}: the balancer is ${balancer.value}`];
}

/** What was not looked at for the same reason as something that has been said goes without saying. */
function unseenLines(what: string, fact: Fact<unknown>, said: Fact<unknown>): string[] {
  if (fact.known || (!said.known && said.reason === fact.reason)) return [];
  return [`${what} was ${notSeen(fact)}`];
}

/** What Atlas reports of one that somebody cancelled in its pages is not documented (domain notes 1.6 and 5.2). */
function reason({ status }: LeftBehind, where: string): string | undefined {
  if (status === 'EXPIRED') return undefined;
  return status === 'FAILED'
    ? `Read the reason ${where}.`
    : `Look ${where} whether it still runs under another id, and ask who has cancelled it: what it had copied stays, and nothing is rolled back.`;
}

function wayBack(left: LeftBehind, cluster: string): string {
  const { sourceWrites: fact, cutoverRequested } = left;
  const lost = cutoverRequested
    ? ` Writes that have reached ${cluster} since the cutover was requested, if any, are not on the source.`
    : '';
  if (fact.known && fact.value.state === 'free') {
    return cutoverRequested
      ? `To go back now: let nobody write to ${cluster}, and the applications to the source again.${lost}`
      : 'The applications can stay on the source: its writes are not blocked, and no cutover was requested from this directory.';
  }
  if (fact.known && fact.value.reason === 'DiskUseThresholdExceeded')
    return `To go back now: make room on the disks of the source, which blocks writes because they are full.${lost}`;
  return `${opening(left, cluster)}, as a user with the privilege setUserWriteBlockMode (the role hostManager has it):\n${unblocking(fact)}\nThen let the applications write to the source again.${lost}`;
}

function opening({ sourceWrites, cutoverRequested }: LeftBehind, cluster: string): string {
  const alone = cutoverRequested ? `let nobody write to ${cluster}, and ` : '';
  if (sourceWrites.known) return `To go back now: ${alone}unblock the writes of the source`;
  return cutoverRequested
    ? `To go back now: ${alone}if the source answers "User writes blocked", unblock its writes`
    : 'The applications can stay on the source. If it answers "User writes blocked", a cutover was requested elsewhere: unblock its writes';
}

/** Where the server tells a reason, it wants to hear it again (manual, setUserWriteBlockMode). */
export function unblocking(fact: Fact<WriteBlock>): string {
  const because = fact.known && fact.value.reason !== undefined ? `, reason: "${fact.value.reason}"` : '';
  return `    db.adminCommand({setUserWriteBlockMode: 1, global: false${because}})`;
}

/** Atlas frees writes and starts balancers itself as a rule (domain notes 5.2 and C08). */
function repairs({ sourceBalancer, destinationBalancer, destinationWrites }: LeftBehind, cluster: string): string[] {
  const isStopped = (balancer: Fact<Balancer>) => balancer.known && balancer.value === 'stopped';
  return [
    ...(isStopped(sourceBalancer)
      ? ['If the balancer of the source ran before, start it again: sh.startBalancer()']
      : []),
    ...(destinationWrites.known && destinationWrites.value.state !== 'free'
      ? [`If writes on ${cluster} stay blocked, ask Atlas support to unblock them: Atlas usually does so itself.`]
      : []),
    ...(isStopped(destinationBalancer)
      ? [`If Atlas does not start the balancer of ${cluster} again, start it yourself: sh.startBalancer()`]
      : []),
  ];
}

function anotherTry(left: LeftBehind, cluster: string): string {
  const { status, cutoverRequested, destinationContents: contents } = left;
  if (status === 'GONE' || (left.destinationCluster?.known === true && left.destinationCluster.value === 'gone'))
    return 'To try again: in a new directory: `livemig --dir NEW`. This one stands for the migration that is gone.';
  const first = status === 'FAILED' ? 'fix the cause, then ' : '';
  if (cutoverRequested) {
    return `To try again: in a new directory, because this one has requested a cutover: \`livemig --dir NEW\`. Before that, decide what becomes of the data on ${cluster}.`;
  }
  const again = 'livemig start --create-again';
  if (contents.known && contents.value.collections === 0) return `To try again: ${first}\`${again}\`.`;
  const clearing = mayAdviseClearing({ ...left, before: left.destinationBefore });
  if (clearing.may) {
    return `To try again: ${first}\`${again} --drop-destination\`. What is on ${cluster} came from this attempt: it was empty before, and holds no namespace that the source does not have.`;
  }
  return `To try again: ${first}\`${again}\`. Namespaces of the same name on ${cluster} make it fail, so they have to be gone first. livemig does not know that they came from this attempt (${clearing.because}): find out whose they are before you drop any.`;
}
