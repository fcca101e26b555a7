import type { AuditEntry, RecordedEntry } from './audit.ts';
import { type Journal, type StepRecord, seenBefore } from './journal.ts';

/** Who did something, and when (ISO 8601, UTC). */
export interface Deed {
  readonly at: string;
  readonly by: string;
}

/** The steps whose effect nothing can undo, by the ids under which journal and audit know them. */
const createStep = 'start.create-migration';
const cutoverStep = 'start.cut-over';
const verifyStep = 'start.verify';

/** Whether this step brings the migration into being. */
export function isCreation(step: string): boolean {
  return step === createStep;
}

/** Whether it asks for the cutover. */
export function isCutover(step: string): boolean {
  return step === cutoverStep;
}

/** The code of the error that a comparison ends with which finds source and destination different. */
export const differencesCode = 'DIFFERENCES';

/** Under this name the journal keeps, for good, that a migration was seen COMPLETE, whoever asked for its cutover. */
export const completeSeen = 'migration.complete';

/** What the audit tells of this directory's migration. */
export interface Past {
  /** The one that was created or adopted last and not given up since; without an id where the answer was lost. */
  readonly migration?: Deed & { readonly id: string | undefined };
  /** The cutover of that migration was requested, perhaps more than once; without an answer it may not have arrived. */
  readonly cutover?: Deed & {
    readonly again?: true;
    readonly isAnswered?: true;
    /** What was seen right before the first of these requests, where that was kept. */
    readonly before?: unknown;
  };
  /** A cutover of this directory was seen complete, ever. */
  readonly complete?: Deed;
  /** Ids of migrations that were given up for another one. */
  readonly givenUp?: readonly string[];
  /** The comparison that was made last found differences. */
  readonly differed?: Deed;
  /** The last one that found none, which a later one that did takes nothing from. */
  readonly identical?: Deed;
}

/** The decisions that change what the audit knows; their words are data in people's files, and never change. */
export const createAgainDecision = 'create the migration again';
export const adoptedDecision = (id: string): string => `adopted migration ${id}`;
const adopted = /^adopted migration ([0-9a-f]{24})$/;

/** The id of the migration that a decision adopts, if it does. */
export function adoptedIn(decision: string): string | undefined {
  return adopted.exec(decision)?.[1];
}

/** Reads the audit as a history. What cannot be read or is of an unknown kind tells nothing, and takes nothing back. */
export function pastOf(recorded: readonly RecordedEntry[]): Past {
  return recorded.reduce<Past>((past, { entry }) => {
    if (entry.kind === 'unreadable' || entry.kind === 'unknown') return past;
    return after(past, entry, { at: entry.time, by: entry.user });
  }, {});
}

function after(past: Past, entry: AuditEntry, deed: Deed): Past {
  switch (entry.kind) {
    case 'command':
    case 'hook-started':
    case 'hook-ended':
    case 'hook-settled':
      return past;
    case 'failed':
      return entry.code === differencesCode ? { ...past, differed: deed } : past;
    case 'decision':
      return afterDecision(past, entry.decision, deed);
    case 'request':
      return afterRequest(past, entry, deed);
    case 'step':
      if (entry.state === 'seen') return afterLook(past, entry.receipt, deed);
      if (entry.step === verifyStep) return entry.state === 'done' ? afterVerify(past, entry.receipt, deed) : past;
      if (entry.step === createStep) return afterCreate(past, entry, deed);
      return entry.step === cutoverStep ? afterCutover(past, entry, deed) : past;
  }
}

function afterDecision(past: Past, decision: string, deed: Deed): Past {
  if (decision === createAgainDecision) return onlyComplete(withGivenUp(past));
  const id = adoptedIn(decision);
  return id === undefined || id === past.migration?.id ? past : { ...withGivenUp(past), migration: { ...deed, id } };
}

function withGivenUp(past: Past): Past {
  const id = past.migration?.id;
  return id === undefined ? past : { ...past, givenUp: [...(past.givenUp ?? []), id] };
}

function afterVerify(past: Past, receipt: unknown, deed: Deed): Past {
  const isIdentical =
    typeof receipt === 'object' && receipt !== null && 'identical' in receipt && receipt.identical === true;
  return { ...without(past, 'differed'), ...(isIdentical && { identical: deed }) };
}

/** What was seen is written whenever it is news; only the end of a migration says something that is for good. */
function afterLook(past: Past, seen: unknown, deed: Deed): Past {
  const isComplete = typeof seen === 'object' && seen !== null && completeSeen in seen;
  return isComplete ? { ...past, complete: past.complete ?? deed } : past;
}

/**
 * What was refused has done nothing: older versions did not write that the step was withdrawn. Anything else may have been
 * carried out, also where the run was ended before it could write down what came of it.
 */
function afterRequest(
  past: Past,
  { method, path, status }: Extract<AuditEntry, { kind: 'request' }>,
  deed: Deed,
): Past {
  const isRefused = status !== null && status >= 400 && status < 500;
  if (method === 'POST' && path.endsWith('/liveMigrations') && past.migration?.id === undefined) {
    return isRefused ? onlyComplete(past) : { ...past, migration: past.migration ?? { ...deed, id: undefined } };
  }
  if (method === 'PUT' && path.endsWith('/cutover')) {
    const isAnswered = status !== null && status >= 200 && status < 300;
    return isRefused ? withoutLastCutover(past) : withCutover(past, deed, isAnswered);
  }
  return past;
}

function afterCreate(past: Past, { state, receipt }: Extract<AuditEntry, { kind: 'step' }>, deed: Deed): Past {
  if (state === 'withdrawn') return onlyComplete(past);
  if (state === 'started') return { ...withGivenUp(past), migration: { ...deed, id: undefined } };
  const id = migrationIdIn(receipt);
  return id === undefined ? past : { ...past, migration: { ...deed, id } };
}

function afterCutover(past: Past, { state, receipt }: Extract<AuditEntry, { kind: 'step' }>, deed: Deed): Past {
  if (state === 'withdrawn') return withoutLastCutover(past);
  if (state === 'done') return { ...past, complete: past.complete ?? deed };
  if (state !== 'started') return withCutover(past, deed, true);
  if (past.cutover !== undefined) return { ...past, cutover: { ...past.cutover, again: true } };
  return { ...past, cutover: { ...deed, ...(receipt !== undefined && { before: receipt }) } };
}

function withCutover(past: Past, deed: Deed, isAnswered: boolean): Past {
  return { ...past, cutover: { ...(past.cutover ?? deed), ...(isAnswered && { isAnswered }) } };
}

/** That a later request did nothing tells nothing of an earlier one, whose answer was lost. */
function withoutLastCutover(past: Past): Past {
  return past.cutover?.again === true ? past : without(past, 'cutover');
}

/** Of what creating it brought back. */
export function migrationIdIn(receipt: unknown): string | undefined {
  const holds = typeof receipt === 'object' && receipt !== null && 'migrationId' in receipt;
  return holds && typeof receipt.migrationId === 'string' ? receipt.migrationId : undefined;
}

function onlyComplete(past: Past): Past {
  return without(without(without(without(past, 'migration'), 'cutover'), 'differed'), 'identical');
}

function without(past: Past, key: keyof Past): Past {
  const { [key]: _, ...rest } = past;
  return rest;
}

/** What the audit knows of the migration and the journal does not; `undefined` where the journal lacks nothing. */
export function forgotten(journal: Journal, { migration, cutover, complete, givenUp = [] }: Past): Past | undefined {
  const [created, requested] = [journal.steps[createStep], journal.steps[cutoverStep]];
  const lacks = {
    ...(migration !== undefined && !isKnown(migration.id, created, givenUp) && { migration }),
    ...(cutover !== undefined && requested === undefined && { cutover }),
    ...(complete !== undefined && requested === undefined && !hasSeenComplete(journal) && { complete }),
  };
  return Object.keys(lacks).length === 0 ? undefined : lacks;
}

/**
 * Where the audit has no id, the journal may be ahead of it: a run can be killed between the two. It lags behind where it
 * still follows a migration that was given up before.
 */
function isKnown(id: string | undefined, created: StepRecord | undefined, givenUp: readonly string[]): boolean {
  if (created === undefined) return false;
  const followed = created.state === 'started' ? undefined : migrationIdIn(created.receipt);
  return id === undefined ? followed === undefined || !givenUp.includes(followed) : followed === id;
}

function hasSeenComplete(journal: Journal): boolean {
  return seenBefore(journal, completeSeen) !== undefined;
}

/** The cutover of this directory, by what journal and audit say together; `complete` is for good. */
export function cutoverEver(
  journal: Journal,
  { cutover, complete }: Past,
): { readonly state: 'requested' | 'complete'; readonly at: string } | undefined {
  const record = journal.steps[cutoverStep];
  const completeAt =
    complete?.at ?? (record?.state === 'done' ? record.doneAt : undefined) ?? journal.seen?.[completeSeen]?.at;
  if (completeAt !== undefined) return { state: 'complete', at: completeAt };
  const at = cutover?.at ?? record?.startedAt;
  return at === undefined ? undefined : { state: 'requested', at };
}
