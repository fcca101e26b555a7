import { copyTimeOf } from '../checks/copy-time.ts';
import { rules } from '../checks/index.ts';
import { countsOf, type VerdictSettings, verdictOf } from '../checks/verdict.ts';
import { factsOfArrival, willNotArrive } from '../checks/will-not-arrive.ts';
import { type Check, type Finding, judgeAll, type Question } from '../core/check.ts';
import { credentialsMissing } from '../core/credentials.ts';
import type { FactId, Facts, SurveyProgress } from '../core/facts.ts';
import type { CheckCounts, Verdict } from '../core/results/check-result.ts';
import type { WillNotArrive } from '../core/results/will-not-arrive.ts';
import type { Secret } from '../core/secret.ts';
import type { Skips } from '../core/skip.ts';
import { withSkips } from '../core/skipped-findings.ts';
import { isOfSource, sourceSurveyIds } from '../core/survey-ids.ts';
import { engineFrom } from '../facts/engine.ts';
import { gatherFacts } from '../facts/index.ts';
import type { FactWorld } from '../facts/probe.ts';
import type { World } from './world.ts';

/** What is known before a migration, and what it comes to. */
export interface Preflight {
  readonly facts: Facts;
  /** The worst first. */
  readonly findings: readonly Finding[];
  readonly verdict: Verdict;
  readonly counts: CheckCounts;
  /** Of a whole preflight. */
  readonly willNotArrive?: WillNotArrive;
}

export interface PreflightSettings extends Pick<VerdictSettings, 'assumedRate' | 'now'> {
  /** The ids of the rules that are asked for; all of them where it is absent. */
  readonly only?: readonly string[] | undefined;
  readonly skips?: Skips;
  /** So long is watched what goes on in the deployments, in milliseconds; not at all where it is absent. */
  readonly watchMs?: number | undefined;
  /** A migration between the two is under way, so that what is to be before one is asked no more. */
  readonly isUnderWay?: boolean | undefined;
}

/** What is to be looked at. */
export type LookSettings = Pick<PreflightSettings, 'only' | 'watchMs'>;

/** Looks at everything that the rules need, with whatever is at hand, and judges it. */
export async function preflight(
  world: World,
  settings: PreflightSettings,
  progress: (progress: SurveyProgress) => void,
): Promise<Preflight> {
  return judged(await factsFor(settings, world, progress), settings);
}

/** Looks at it, and judges nothing. */
export function factsFor(
  { only, watchMs }: LookSettings,
  world: World,
  progress: (progress: SurveyProgress) => void,
): Promise<Facts> {
  return gatherFacts(factsWanted(only), seenThrough(world, progress, watchMs));
}

/** What the source itself tells, whatever else there is: nobody else is asked. */
export async function factsOfSource(
  sourceUri: Secret,
  { inspector, clock }: Pick<World, 'inspector' | 'clock'>,
  { only, watchMs }: LookSettings,
  progress: (progress: SurveyProgress) => void,
): Promise<Facts> {
  const world: FactWorld = {
    get atlas(): never {
      throw credentialsMissing('Atlas');
    },
    get manager(): never {
      throw credentialsMissing('manager');
    },
    hasManager: false,
    inspector,
    secrets: { get: async () => undefined },
    clock,
    values: { sourceUri },
    progress,
    watchMs,
  };
  const wanted = only === undefined ? [...sourceSurveyIds, ...factsWanted(only)] : factsWanted(only);
  const { known, unknown } = await gatherFacts(wanted, world);
  // Why something else is not known here is no news where these are read.
  const isOfIt = ([id]: readonly [string, string]) => isOfSource(id) || id === 'source' || id === 'sourceSharded';
  return { known, unknown: Object.fromEntries(Object.entries(unknown).filter(isOfIt)) };
}

/** What is read for these rules; the verdict wants to know of the source as well. */
export function factsWanted(only: readonly string[] | undefined): readonly FactId[] {
  const needs = rulesAsked(only).flatMap((rule) => ('look' in rule ? [] : rule.needs));
  return [
    ...new Set<FactId>([
      ...needs,
      'engine',
      'sourceDataBytes',
      // A file of facts says which deployment it is of, however little it holds.
      'sourceIdentity',
      ...(only === undefined ? factsOfArrival : []),
    ]),
  ];
}

/** Judges facts that are there. */
export function judged(
  gathered: Facts,
  { only, skips = {}, isUnderWay = false, ...settings }: PreflightSettings,
): Preflight {
  const facts = withWhatFollows(gathered, settings);
  const asked = rulesAsked(only);
  const found = asked.map((rule) => (isUnderWay && rule.onlyBefore ? leftOpen(rule) : beforeAnyStage(rule, facts)));
  const findings = worstFirst(withSkips(found, skips));
  const verdict = verdictOf(findings, facts, { ...settings, leftOut: rules.length - asked.length });
  const counts = countsOf(findings);
  return { facts, findings, verdict, counts, ...(only === undefined && { willNotArrive: willNotArrive(facts) }) };
}

/** What facts from several places tell together, and with what a person says. */
function withWhatFollows(gathered: Facts, settings: Pick<VerdictSettings, 'assumedRate'>): Facts {
  const { known, unknown } = gathered;
  // Of the facts as they are together: one of them may come from elsewhere.
  const engine = engineFrom(known) ?? known.engine;
  const copyTime = copyTimeOf(gathered, settings);
  return { known: { ...known, copyTime, ...(engine && { engine }) }, unknown };
}

function rulesAsked(only: readonly string[] | undefined): readonly (Check | Question)[] {
  return only === undefined ? rules : rules.filter(({ id }) => only.includes(id));
}

/** What a stage of livemig does by itself stands in nobody's way. */
function beforeAnyStage(rule: Check | Question, facts: Facts): Finding {
  const [finding] = judgeAll([rule], facts);
  if (finding === undefined) throw new Error(`${rule.id} was not judged`);
  const isOurs = 'mendedBy' in rule && rule.mendedBy !== undefined;
  if (!isOurs) return finding;
  return { ...finding, severity: 'info', ...(finding.result === 'block' ? { result: 'info' } : {}) };
}

function leftOpen({ id, title, severity, mender }: Check | Question): Finding {
  const message = 'asked only before a migration: one is under way, and its engine works there';
  return { id, title, severity, mender, result: 'not-checked', message };
}

const weight = ['block', 'warn', 'info', 'skipped', 'not-checked', 'pass'] as const;

/** Alike ones keep the order of the rules. */
function worstFirst(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => weight.indexOf(a.result) - weight.indexOf(b.result));
}

/** Only what facts are read of: the members of a world may be getters that throw. */
function seenThrough(world: World, progress: (progress: SurveyProgress) => void, watchMs: number | undefined) {
  return {
    get atlas() {
      return world.atlas;
    },
    get manager() {
      return world.manager;
    },
    hasManager: world.hasManager,
    inspector: world.inspector,
    secrets: world.secrets,
    clock: world.clock,
    values: world.values,
    progress,
    watchMs,
  };
}
