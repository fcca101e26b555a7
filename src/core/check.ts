import type { FactId, Facts, FactValues } from './facts.ts';
import { harmless } from './harmless.ts';
import type { Judgement, Mender, Rule, Severity } from './rule.ts';
import type { Skip } from './skip.ts';
import type { StageId } from './step.ts';

/** Something gathered read-only, or the reason why it could not be. */
export type Fact<T> = { readonly known: true; readonly value: T } | { readonly known: false; readonly reason: string };

export function known<T>(value: T): Fact<T> {
  return { known: true, value };
}

export function unknownBecause<T>(reason: string): Fact<T> {
  return { known: false, reason };
}

/** What a judge says of the facts: `undefined` where there is nothing to object to. */
export interface Objection {
  /** What is wrong, with the value. */
  readonly message: string;
  /** What to change, with the names of this migration. */
  readonly fix: string;
  /** Where it is less bad than the check can be. */
  readonly severity?: Severity;
  /** What it is about, one by one, where the message names only the first: namespaces, indexes, users. */
  readonly items?: readonly string[];
}

/**
 * A value without the parts of it that may not be known. What a check wants of those is a fact of its own: only so is it
 * `not-checked` where nobody tells.
 */
type Sure<Value> = Value extends string | number | boolean | readonly unknown[]
  ? Value
  : { readonly [Part in keyof Value as undefined extends Value[Part] ? never : Part]: Value[Part] };

/** A pure rule over facts. What is not known never reaches it. */
export interface Check<Need extends FactId = FactId, Id extends string = string> extends Rule<Id> {
  /** The facts that it judges. */
  readonly needs: readonly Need[];
  /** A blocker that other credentials would mend ends the run as one of credentials (exit code 4). */
  readonly about?: 'credentials';
  /** The stage before that does what it finds missing: the command that comes next where it blocks. */
  readonly mendedBy?: StageId;
  judge(facts: Judged<Need>): Objection | undefined;
  /** What is said where it objects to nothing, if that is less than its title says: how much was looked at. */
  held?(facts: Judged<Need>): string;
  /** What holds of it whatever else is known: an objection, or nothing, which is no pass. See `definePartedCheck`. */
  judgePart?(known: Facts['known']): Objection | undefined;
}

type Judged<Need extends FactId> = { readonly [Id in Need]: Sure<FactValues[Id]> };

/** A rule that nothing shows from here: a person has to look, and it is never taken for held. */
export interface Question<Id extends string = string> extends Rule<Id> {
  /** What to look at, and where, in a sentence or two. */
  readonly look: string;
}

/** Keeps the id of a question. */
export function defineQuestion<const Id extends string>(question: Question<Id>): Question<Id> {
  return question;
}

/** Ties what `judge` gets to what the check says that it needs. */
export function defineCheck<const Need extends FactId, const Id extends string>(
  check: Check<Need, Id>,
): Check<Need, Id> {
  return check;
}

/** One of several things that a check asks, such as the same of source and destination. */
interface Part<Need extends FactId = FactId> {
  readonly needs: readonly Need[];
  judge(facts: Judged<Need>): Objection | undefined;
}

/** Ties what `judge` gets to what the part says that it needs. */
export function partOf<const Need extends FactId>(part: Part<Need>): Part<Need> {
  return part;
}

/** A check of several parts: what one of them objects to counts, though the facts of the others are not known. */
export function definePartedCheck<const Id extends string>({
  parts,
  ...rule
}: Omit<Check<FactId, Id>, 'needs' | 'judge' | 'judgePart'> & { readonly parts: readonly Part[] }): Check<FactId, Id> {
  const judge = (known: Facts['known']) => {
    const objections = parts.flatMap((part) => (holdsAll(known, part.needs) ? (part.judge(known) ?? []) : []));
    return together(objections, rule.severity);
  };
  return { ...rule, needs: [...new Set(parts.flatMap(({ needs }) => needs))], judge, judgePart: judge };
}

const worst = ['block', 'warn', 'info'] as const;

/** As bad as the worst of them. */
function together(objections: readonly Objection[], most: Severity): Objection | undefined {
  const [first, ...others] = objections;
  if (first === undefined || others.length === 0) return first;
  const severities = objections.map(({ severity = most }) => severity);
  const severity = worst.find((one) => severities.includes(one)) ?? most;
  const items = objections.flatMap(({ items: own = [] }) => own);
  return {
    message: objections.map(({ message }) => message).join(' '),
    fix: [...new Set(objections.map(({ fix }) => fix))].join('\n'),
    severity,
    ...(items.length === 0 ? {} : { items }),
  };
}

export interface Finding {
  readonly id: string;
  readonly title: string;
  /** `skipped`: a person has said that it is not to stand in the way. */
  readonly result: Judgement | 'skipped';
  readonly message: string;
  readonly fix?: string;
  /** The worst that the rule can be: what it would mean if what was not checked did not hold. */
  readonly severity: Severity;
  readonly mender: Mender;
  readonly items?: readonly string[];
  /** Only a person can look: `message` says where. */
  readonly yourself?: true;
  /** It passes because it is not about this migration: nothing was looked at for it. */
  readonly notAsked?: true;
  /** Whose word that was, and what it would be without. */
  readonly skipped?: Skip & { readonly was: Judgement };
  readonly about?: 'credentials';
}

/** Judges every rule, never stopping at the first; one whose fact is missing is `not-checked`, never `pass`. */
export function judgeAll(rules: readonly (Check | Question)[], facts: Facts): Finding[] {
  return rules.map((rule) => plain(judgeOne(rule, facts)));
}

/** Names and reasons come from servers and files: none of them may look like a line of ours. A fix has several lines. */
function plain({ message, fix, items, ...finding }: Finding): Finding {
  return {
    ...finding,
    message: harmless(message),
    ...(fix !== undefined && { fix: fix.split('\n').map(harmless).join('\n') }),
    ...(items !== undefined && { items: items.map(harmless) }),
  };
}

function judgeOne(rule: Check | Question, facts: Facts): Finding {
  const { id, title, severity, mender } = rule;
  const finding = { id, title, severity, mender };
  const elsewhere = otherEngine(rule, facts);
  if (elsewhere !== undefined) return { ...finding, ...elsewhere };
  if ('look' in rule) return { ...finding, result: 'not-checked', message: rule.look, yourself: true };
  const { known, unknown } = facts;
  const { needs, about } = rule;
  const isWhole = holdsAll(known, needs);
  const objection = isWhole ? rule.judge(known) : rule.judgePart?.(known);
  if (objection === undefined && isWhole) {
    const message = rule.held?.(known) ?? title;
    return { ...finding, result: 'pass', message, ...(needs.length === 0 ? { notAsked: true } : {}) };
  }
  if (objection === undefined) {
    const [missing] = needs.filter((need) => !(need in known));
    const reason = (missing && unknown[missing]) ?? `${missing} was not looked at`;
    return { ...finding, result: 'not-checked', message: reason };
  }
  const { severity: result = severity, ...told } = objection;
  return { ...finding, result, ...told, ...(about === undefined ? {} : { about }) };
}

/**
 * What is said of a rule about one engine alone where that does not migrate this. Which one does depends on both versions;
 * until they are known it is today's, and what is about the old one is left open.
 */
function otherEngine(
  { engine, title }: Rule,
  { known }: Facts,
): Pick<Finding, 'result' | 'message' | 'notAsked'> | undefined {
  if (engine === undefined || engine === known.engine) return undefined;
  if (known.engine !== undefined)
    return { result: 'pass', message: `${title}: not asked of this engine`, notAsked: true };
  return engine === 'push'
    ? undefined
    : { result: 'not-checked', message: 'which engine migrates this is not known before both versions are' };
}

function holdsAll<Need extends FactId>(
  known: Facts['known'],
  needs: readonly Need[],
): known is Facts['known'] & Pick<FactValues, Need> {
  return needs.every((need) => need in known);
}
