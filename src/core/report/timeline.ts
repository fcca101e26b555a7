import type { AuditEntry, RecordedEntry } from '../audit.ts';
import { completeSeen } from '../past.ts';
import type { Happening, Report } from './report.ts';

type Entry = RecordedEntry['entry'];
type What = Pick<Happening, 'kind' | 'what' | 'details'>;

/** More than anybody reads: a job that fails every few minutes for a week makes thousands. */
const most = { first: 200, last: 400 };

/** Stages, decisions, requests and failures in the order of the audit; the same again by the same hand is told once. */
export function timelineOf(recorded: readonly RecordedEntry[], titleOf: (step: string) => string): Report['timeline'] {
  const all: Happening[] = [];
  for (const { entry } of recorded) {
    const what = whatOf(entry, titleOf);
    if (what === undefined || !('time' in entry)) continue;
    const last = all.at(-1);
    if (last !== undefined && isSame(last, what, entry.user)) {
      all[all.length - 1] = { ...last, until: entry.time, times: last.times + 1 };
    } else all.push({ at: entry.time, times: 1, by: entry.user, ...what });
  }
  const leftOut = Math.max(0, all.length - most.first - most.last);
  const happenings = leftOut === 0 ? all : [...all.slice(0, most.first), ...all.slice(-most.last)];
  return { happenings, leftOut };
}

function isSame(last: Happening, { kind, what, details }: What, by: string): boolean {
  return last.by === by && last.kind === kind && last.what === what && String(last.details) === String(details);
}

const states: Readonly<Record<string, string>> = {
  started: 'begun',
  submitted: 'sent and answered',
  done: 'done',
  withdrawn: 'taken back: its request had no effect',
};

function whatOf(entry: Entry, titleOf: (step: string) => string): What | undefined {
  switch (entry.kind) {
    case 'unreadable':
      return undefined;
    case 'unknown':
      return { kind: 'other', what: `${entry.unknownKind}, of which this version knows nothing` };
    case 'command':
      return undefined;
    case 'failed':
      // Its time was up, and it has failed at nothing.
      if (entry.code === 'STILL_IN_PROGRESS') return undefined;
      return { kind: 'failure', what: `livemig ${entry.command} ended with ${entry.code}` };
    case 'step':
      return stepWhat(entry, titleOf);
    case 'request':
      return { kind: 'request', what: `${entry.method} ${entry.path}: ${answerText(entry)}` };
    case 'decision':
      return { kind: 'decision', what: entry.decision, ...(entry.changes && { details: entry.changes }) };
    default:
      return { kind: 'hook', what: hookText(entry) };
  }
}

function stepWhat({ step, state, receipt }: Extract<AuditEntry, { kind: 'step' }>, titleOf: (step: string) => string) {
  if (state !== 'seen') return { kind: 'step' as const, what: `${titleOf(step)}: ${states[state] ?? state}` };
  const seen = typeof receipt === 'object' && receipt !== null ? Object.entries(receipt) : [];
  return {
    kind: 'step' as const,
    what: `seen: ${seen.map(([name, value]) => seenText(name, String(value))).join(', ')}`,
  };
}

/** By the names under which steps keep what they have seen: data in people's files. */
function seenText(name: string, value: string): string {
  switch (name) {
    case 'migration.status':
      return `Atlas reports ${value}`;
    case completeSeen:
      return 'the migration is complete';
    case 'source.write-block':
      return `writes to the source are ${value}`;
    default:
      return `${name} ${value}`;
  }
}

function answerText({ status, errorCode }: Extract<AuditEntry, { kind: 'request' }>): string {
  const code = errorCode === undefined ? '' : ` ${errorCode}`;
  return status === null ? 'no answer is known' : `${status}${code}`;
}

type HookEntry = Extract<AuditEntry, { hook: unknown }>;

function hookText(entry: HookEntry): string {
  switch (entry.kind) {
    case 'hook-started':
      return `hook ${entry.hook}: begun`;
    case 'hook-settled':
      return `hook ${entry.hook}: a person has said that it is ${entry.as === 'done' ? 'done' : 'to be run again'}`;
    case 'hook-ended':
      return `hook ${entry.hook}: ${endText(entry.end)}`;
  }
}

function endText(end: Extract<HookEntry, { kind: 'hook-ended' }>['end']): string {
  return end.how === 'exited' ? `ended with exit code ${end.code}` : end.how;
}
