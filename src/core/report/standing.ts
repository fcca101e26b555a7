import { phaseOf } from '../following/following.ts';
import type { Sample } from '../following/sample.ts';
import { seenBefore } from '../journal.ts';
import { cutoverEver } from '../past.ts';
import { momentText } from '../plain-units.ts';
import { isUnread } from './not-read.ts';
import type { ReportStatus } from './report.ts';
import type { ReportSources } from './sources.ts';

/** Where the migration stands by its files, and since when that is known. */
export interface Standing {
  readonly status: ReportStatus;
  readonly text: string;
  readonly completeAt?: string;
  readonly requestedAt?: string;
}

type Known = Pick<
  ReportSources,
  'journal' | 'recorded' | 'past' | 'attempts' | 'samples' | 'migration' | 'request' | 'notRead'
>;

/** A state that cannot be undone is never called by the name of the one before it. */
export function standingIn(known: Known): Standing {
  const text = contradictionIn(known);
  if (text !== undefined) return { status: 'contradictory', text };
  const standing = byBoth(known);
  const [missing, other] = isUnread(known, 'state.json')
    ? (['state.json', 'events.ndjson'] as const)
    : (['events.ndjson', 'state.json'] as const);
  if (!isUnread(known, missing)) return standing;
  // What could not be read may tell of one.
  if (standing.status === 'nothing-started' || standing.status === 'preparing') {
    const unknown = `${other} tells of no migration, and ${missing} could not be read: whether one was created is not known.`;
    return { status: 'creation-unknown', text: unknown };
  }
  return { ...standing, text: `${standing.text} So ${other} has it; ${missing} could not be read.` };
}

/** One of the files was put back from an older copy, or is of another directory: which of them, they do not tell. */
function contradictionIn({ migration: { id }, past }: Known): string | undefined {
  const other = past.migration?.id;
  if (id === undefined || other === undefined || id === other) return undefined;
  return `state.json is of the migration ${id}, and events.ndjson of ${other}: where this migration stands is not known until a person has found out which of them belongs here.`;
}

function byBoth(known: Known): Standing {
  const { journal, past, request } = known;
  const ever = cutoverEver(journal, past);
  const requestedAt = request?.at ?? past.cutover?.at;
  const asked = requestedAt === undefined ? {} : { requestedAt };
  if (ever?.state === 'complete') {
    const text = `Cut over: the migration was seen COMPLETE at ${momentText(ever.at)}.`;
    return { status: 'complete', text, completeAt: ever.at, ...asked };
  }
  const end = endOf(known);
  if (end !== undefined) {
    const [what, when] = end;
    const after = requestedAt === undefined ? '' : ` Its cutover had been requested at ${momentText(requestedAt)}.`;
    const at = when === undefined ? '' : `, seen at ${momentText(when)}`;
    return { status: what === 'FAILED' ? 'failed' : 'expired', text: `The migration ${what}${at}.${after}`, ...asked };
  }
  if (requestedAt !== undefined) {
    const text = `The cutover was requested at ${momentText(requestedAt)} and cannot be undone; that it is COMPLETE was not seen yet.`;
    return { status: 'cutover-requested', text, requestedAt };
  }
  return beforeCutover(known);
}

/** With the time at which that was seen. */
function endOf({ journal, attempts, samples }: Known): ['FAILED' | 'EXPIRED', string | undefined] | undefined {
  const ended = attempts.at(-1)?.ended;
  if (ended !== undefined && ended.as !== 'given up') return [ended.as, ended.at];
  const last = samples.at(-1);
  for (const end of ['FAILED', 'EXPIRED'] as const) {
    if (seenBefore(journal, 'migration.status') === end) return [end, journal.seen?.['migration.status']?.at];
    if (last?.status === end) return [end, last.at];
  }
  return undefined;
}

const phases = {
  scheduled: 'waiting to begin',
  copying: 'copying',
  following: 'following the source',
  ready: 'ready for cutover',
  ended: 'at its end',
  unknown: 'in a state that livemig does not know',
} as const;

function beforeCutover(known: Known): Standing {
  const { past, samples, migration } = known;
  if (migration.state === 'created' || past.migration?.id !== undefined) return migrating(samples);
  if (migration.state === 'asked' || past.migration !== undefined) {
    const text = 'Atlas was asked to create the migration, and its answer is not known.';
    return { status: 'creation-unknown', text };
  }
  if (isEmpty(known)) return { status: 'nothing-started', text: 'Nothing was started in this directory.' };
  return { status: 'preparing', text: 'Being prepared: these files tell of no migration yet.' };
}

function migrating(samples: readonly Sample[]): Standing {
  const last = samples.at(-1);
  if (last === undefined)
    return { status: 'migrating', text: 'The migration was created, and these files tell of no look at it since.' };
  const phase = phaseOf(last);
  const text = `The migration was ${phases[phase]} when it was seen last, at ${momentText(last.at)}; these files tell of no cutover.`;
  return { status: phase === 'ready' ? 'ready-for-cutover' : 'migrating', text };
}

function isEmpty({ journal, recorded }: Known): boolean {
  return Object.keys(journal.steps).length === 0 && recorded.length === 0;
}
