import type { Fact } from '../check.ts';
import { momentText } from '../plain-units.ts';
import type { Balancer, WriteBlock } from '../results/left-behind.ts';
import type { ClusterTime } from '../verification/side.ts';
import { withoutStop } from '../without-stop.ts';
import { backEngines } from './engines.ts';
import type { RollbackPlan, RollbackState, RollbackStep } from './rollback-plan.ts';
import { type RollbackWindow, type Since, windowWords } from './rollback-window.ts';

/** What a way back depends on, as it was seen. */
export interface Situation {
  readonly state: RollbackState;
  /** The destination cluster, as people call it. */
  readonly cluster: string;
  readonly requestedAt?: string | undefined;
  /** Of the source. */
  readonly writes: Fact<WriteBlock>;
  readonly balancer: Fact<Balancer>;
  /** The command that unblocks the writes of the source, for mongosh. */
  readonly unblock: string;
  /** How a cutover stands that somebody armed; absent unless it has to be cancelled. */
  readonly armed?: string | undefined;
  readonly window?: RollbackWindow | undefined;
  readonly since: Fact<Since>;
  /** ` --dir DIR`, or nothing. */
  readonly dirFlag: string;
  /** What else could not be looked at. */
  readonly notLookedAt: readonly string[];
}

/** What it would take to go back from here, as steps for people. */
export function planRollback(situation: Situation): RollbackPlan {
  const { state, window, since } = situation;
  const isComplete = state === 'complete';
  const time = isComplete && since.known ? extended(since.value.time) : undefined;
  return {
    state,
    summary: summaries[state](situation),
    steps: steps[state](situation),
    lost: losses[state](situation),
    notLookedAt: [...situation.notLookedAt, ...unseen(situation)],
    ...(window && isComplete && { window }),
    ...(time !== undefined && { since: time }),
    engines: isComplete && window?.state !== 'gone' ? backEngines(time) : [],
  };
}

type By<Part> = Readonly<Record<RollbackState, (situation: Situation) => Part>>;

const at = ({ requestedAt }: Situation) => (requestedAt === undefined ? '' : ` ${momentText(requestedAt)}`);

const summaries: By<string> = {
  'before-cutover': ({ cluster }) =>
    `No cutover was requested from this directory: applications still use the source. To go back is to stop the migration into ${cluster}.`,
  'cutover-sent': (situation) =>
    `Atlas was asked for the cutover${at(situation)}, and its answer is not known: it may be under way, and nothing takes it back.`,
  'cutover-requested': (situation) =>
    `The cutover was requested${at(situation)} and has not ended. Nothing takes it back, and there is no way back before it ends.`,
  failed: ({ cluster }) => `The migration into ${cluster} FAILED. The source has every write that it took.`,
  expired: ({ cluster }) => `The migration into ${cluster} EXPIRED. The source has every write that it took.`,
  complete: ({ cluster }) =>
    `The migration into ${cluster} is COMPLETE. To go back is to use the source again, which has nothing of what was changed on ${cluster} since.`,
};

const losses: By<string> = {
  'before-cutover': () => 'Nothing: applications have written to the source alone.',
  'cutover-sent': ({ cluster }) =>
    `Nothing yet. Should it end COMPLETE: whatever is written to ${cluster} from then on.`,
  'cutover-requested': ({ cluster }) =>
    `Nothing yet. Should it end COMPLETE: whatever is written to ${cluster} from then on.`,
  failed: ({ requestedAt, cluster }) =>
    requestedAt === undefined
      ? 'Nothing: applications have written to the source alone.'
      : `Writes that have reached ${cluster} since the cutover was requested, if any: they are not on the source.`,
  expired: ({ requestedAt, cluster }) =>
    requestedAt === undefined
      ? 'Nothing: applications have written to the source alone.'
      : `Writes that have reached ${cluster} since the cutover was requested, if any: they are not on the source.`,
  complete: ({ cluster }) =>
    `Everything that was written to ${cluster} since the cutover, unless it is brought to the source before applications use that again.`,
};

const steps: By<readonly RollbackStep[]> = {
  'before-cutover': (situation) => [
    ...cancelled(situation),
    {
      what: `Cancel the live migration on the card of ${situation.cluster} in Atlas. Its API has no call for that, and the data that was copied stays on ${situation.cluster}.`,
    },
    ...unblocked(situation),
    ...balanced(situation),
    { what: 'Leave the applications where they are: on the source.' },
  ],
  'cutover-sent': waited,
  'cutover-requested': waited,
  failed: toSource,
  expired: toSource,
  complete: (situation) => [
    {
      what: `Stop every application that writes to ${situation.cluster}: what is written from now on is lost as well.`,
    },
    broughtBack(situation),
    ...unblocked(situation),
    ...balanced(situation),
    { what: 'Point the applications at the source again, by the addresses that they had before, and start them.' },
    {
      what: `Keep ${situation.cluster} as it is until nobody misses anything: it holds the only copy of what was changed since the cutover.`,
    },
  ],
};

function waited({ dirFlag }: Situation): RollbackStep[] {
  return [
    { what: 'Keep writes to the source stopped, and let nobody use the destination.' },
    { what: 'Follow it until it has ended:', run: [`livemig cutover${dirFlag}`], where: 'shell' },
    { what: 'Then ask again what it takes:', run: [`livemig rollback --plan${dirFlag}`], where: 'shell' },
  ];
}

function toSource(situation: Situation): RollbackStep[] {
  const { cluster, requestedAt, dirFlag } = situation;
  return [
    ...(requestedAt === undefined ? [] : [{ what: `Let nobody write to ${cluster}.` }]),
    ...unblocked(situation),
    ...balanced(situation),
    {
      what:
        requestedAt === undefined
          ? 'Leave the applications where they are: on the source.'
          : 'Point the applications at the source again, by the addresses that they had before, and start them.',
    },
    { what: 'See what else is left behind, and how to try again:', run: [`livemig status${dirFlag}`], where: 'shell' },
  ];
}

function broughtBack({ cluster, window, dirFlag }: Situation): RollbackStep {
  if (window?.state === 'gone') {
    return {
      what: `What was changed on ${cluster} since the cutover can no longer be read from its oplog (${windowWords(window)}). Compare both sides, and copy by hand what must not be lost:`,
      ...{ run: [`livemig verify${dirFlag}`], where: 'shell' },
    };
  }
  return {
    what: `Decide what becomes of what was changed on ${cluster} since the cutover. To give it up, go on. To bring it back, let one of the engines below apply it to the source, and compare both sides afterwards:`,
    ...{ run: [`livemig verify${dirFlag}`], where: 'shell' },
  };
}

function cancelled({ armed, dirFlag }: Situation): RollbackStep[] {
  if (armed === undefined) return [];
  return [{ what: `Cancel the cutover (${armed}):`, run: [`livemig cutover --cancel${dirFlag}`], where: 'shell' }];
}

const asWhom =
  'in mongosh on the source, as a user with the privilege setUserWriteBlockMode (the role hostManager has it)';

/** The engine blocks the writes of the source in its last step, from MongoDB 6.0 on (domain notes 5.2). */
function unblocked({ writes, state, requestedAt, unblock }: Situation): RollbackStep[] {
  if (writes.known && writes.value.state === 'free') return [];
  if (writes.known && writes.value.reason === 'DiskUseThresholdExceeded')
    return [{ what: 'Make room on the disks of the source: it blocks writes because they are full.' }];
  if (writes.known) {
    return [{ what: `Unblock the writes of the source, ${asWhom}:`, run: [unblock], where: 'source' }];
  }
  const isLikely = state === 'complete' || requestedAt !== undefined;
  const first = isLikely ? 'Unblock the writes of the source if it' : 'If the source';
  return [{ what: `${first} answers "User writes blocked", ${asWhom}:`, run: [unblock], where: 'source' }];
}

function balanced({ balancer }: Situation): RollbackStep[] {
  if (!balancer.known || balancer.value !== 'stopped') return [];
  return [
    {
      what: 'Start the balancer of the source again, if it ran before:',
      ...{ run: ['sh.startBalancer()'], where: 'source' },
    },
  ];
}

function unseen({ state, writes, window, since }: Situation): string[] {
  return [
    ...(writes.known ? [] : [`whether the source blocks writes: ${withoutStop(writes.reason)}`]),
    ...(state !== 'complete' || since.known ? [] : [`when the cutover was: ${withoutStop(since.reason)}`]),
    ...(state === 'complete' && window?.state === 'not-looked-at'
      ? [`the oplog of the destination: ${withoutStop(window.because)}`]
      : []),
  ];
}

function extended({ seconds, increment }: ClusterTime): string {
  return `{"$timestamp":{"t":${seconds},"i":${increment}}}`;
}
