import { firstNames } from '../first-names.ts';
import { mostLagSeconds } from '../migration-progress.ts';
import { amount, durationText, momentText } from '../plain-units.ts';
import { checklist } from './checklist.ts';
import type { GateFacts } from './gate-facts.ts';
import { type GateJudgement, ifKnown, met } from './gate-judgement.ts';
import type { GateName } from './gate-name.ts';
import { lagObjection } from './lag.ts';
import { judgeVerification } from './verification-gate.ts';
import { judgeWrites } from './writes-gate.ts';

export interface Gate {
  /** Whether it refuses where it is not met; the others only warn. */
  readonly refuses: boolean;
  /** What has to hold, as a sentence without its full stop. */
  readonly title: string;
  /** Atlas itself refuses without it, so that nobody can pass it. */
  readonly byAtlas?: true;
  judge(facts: GateFacts, mostLag: number | undefined): GateJudgement;
}

const wait = 'Wait; `livemig status --watch` shows how far it is.';

/** A transaction that is open for longer keeps what it has written from the destination, and blocks what comes after it. */
const longTransactionSeconds = 60;

/** Enough to repeat a cutover that was given up, and to call somebody. */
const nearMs = 6 * 3_600_000;

export const gates: Readonly<Record<GateName, Gate>> = {
  working: {
    refuses: true,
    title: 'Atlas works on the migration',
    byAtlas: true,
    judge: ({ migration: { status } }) =>
      status === 'WORKING'
        ? met('Atlas reports WORKING')
        : { is: 'not-met', message: `Atlas reports ${status ?? 'no status'}, not WORKING`, fix: wait },
  },
  ready: {
    refuses: true,
    title: 'Atlas says that it is ready for cutover',
    byAtlas: true,
    judge: ({ migration: { readyForCutover } }) =>
      readyForCutover
        ? met('ready for cutover')
        : { is: 'not-met', message: 'Atlas does not say that it is ready for cutover', fix: wait },
  },
  lag: {
    refuses: true,
    title: 'the lag is at most 30 s or what --max-lag says, at two looks in a row',
    judge: ({ migration: { lagSeconds, readyForCutover: isReady }, lagBefore }, mostLag = mostLagSeconds) => {
      const objection = lagObjection({ now: lagSeconds, before: lagBefore, most: mostLag, isReady });
      if (objection === undefined) return met(`lag ${lagSeconds} s (${mostLag} s allowed)`);
      const { seen, until } = objection;
      return { is: 'not-met', message: until === undefined ? seen : `${seen}, and has to be ${until}`, fix: wait };
    },
  },
  writes: {
    refuses: true,
    title: 'nothing was written to the source in the last ten seconds',
    judge: ({ writes }) => ifKnown(writes, judgeWrites),
  },
  'index-builds': {
    refuses: true,
    title: 'no index is being built on the destination',
    judge: ({ indexBuilds, destination }) =>
      ifKnown(indexBuilds, (namespaces) =>
        namespaces.length === 0
          ? met(`no index is being built on ${destination}`)
          : {
              is: 'not-met',
              message: `indexes are being built on ${destination}: ${firstNames(namespaces)}`,
              fix: 'Wait until they are ready: the cutover cannot end before.',
            },
      ),
  },
  transactions: {
    refuses: false,
    title: 'no transaction on the source is open for a minute or longer',
    judge: ({ transactions }) =>
      ifKnown(transactions, (open) => {
        const long = open.filter(({ seconds }) => seconds >= longTransactionSeconds);
        const oldest = Math.max(...long.map(({ seconds }) => seconds));
        return long.length === 0
          ? met(`no transaction older than ${longTransactionSeconds} s`)
          : {
              is: 'not-met',
              message: `${amount(long.length, 'transaction')} on the source open for more than ${longTransactionSeconds} s, the oldest for ${durationText(oldest * 1_000)}`,
              fix: 'Let the application end it, or end its session.',
            };
      }),
  },
  verification: {
    refuses: false,
    title: 'source and destination were compared, and are identical up to the last write',
    judge: judgeVerification,
  },
  users: {
    refuses: false,
    title: 'the destination has users for the applications',
    judge: ({ users, usersSeenAt, destination }) => {
      const when = usersSeenAt === undefined ? '' : ` (looked at ${momentText(usersSeenAt)})`;
      return ifKnown(users, (count) =>
        count > 0
          ? met(`${amount(count, 'database user')} for ${destination}${when}`)
          : {
              is: 'not-met',
              message: `the project of ${destination} has no database user, and users are not migrated${when}`,
              fix: '`livemig plan-users` writes what makes them.',
            },
      );
    },
  },
  balancer: {
    refuses: false,
    title: 'the balancer of a sharded source is stopped',
    judge: ({ balancer }) =>
      ifKnown(balancer, ({ state }) => {
        if (state === 'none') return met('the source is not sharded');
        return state === 'stopped'
          ? met('the balancer of the source is stopped')
          : {
              is: 'not-met',
              message: 'the balancer of the source runs',
              fix: 'In mongosh on the source: sh.stopBalancer()',
            };
      }),
  },
  deadline: {
    refuses: false,
    title: 'the time to cut over does not end within six hours',
    judge: ({ migration: { following }, now }) => {
      const deadline = following?.deadline;
      if (deadline === undefined) return { is: 'not-looked-at', message: 'since when it is ready is not known here' };
      const at = deadline.earliest ?? deadline.latest;
      const left = Date.parse(at) - now.getTime();
      const until = `possible until ${momentText(at)} at the earliest`;
      if (left >= nearMs) return met(`${until}, ${durationText(left)}`);
      const message = left > 0 ? `${until}, only ${durationText(left)}` : `it was ${until}, which is over`;
      return {
        is: 'not-met',
        message,
        fix: 'Cut over before, or extend the time on the card of the cluster in Atlas.',
      };
    },
  },
  oplog: {
    refuses: false,
    title: 'the oplog of the source reaches back far enough',
    judge: ({ migration: { following } }) => {
      if (following?.oplog === undefined)
        return { is: 'not-looked-at', message: 'how far back the oplog of the source reaches is not known' };
      const { windowMs, neededMs, isShort } = following.oplog;
      const message = `the oplog of the source reaches back ${durationText(windowMs)}, and ${durationText(neededMs)} are needed`;
      return isShort ? { is: 'not-met', message, fix: 'Enlarge it, or write less.' } : met(message);
    },
  },
  checklist: {
    refuses: false,
    title: 'somebody has answered the checklist',
    judge: ({ checklist: answer }) =>
      answer === undefined
        ? {
            is: 'not-met',
            message: 'nobody has answered the checklist',
            fix: `It asks whether this holds: ${checklist.map((line, at) => `(${at + 1}) ${line}`).join('; ')}. Say so with --accept-gate checklist --because "…"; with --require-gate checklist you are asked on a terminal.`,
          }
        : met(
            `answered by ${answer.by} at ${momentText(answer.at)}${answer.because === undefined ? '' : `: ${answer.because}`}`,
          ),
  },
};
