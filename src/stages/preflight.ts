import { copyTimeOf } from '../checks/copy-time.ts';
import { rules } from '../checks/index.ts';
import { countsOf, type VerdictSettings, verdictOf } from '../checks/verdict.ts';
import { type Check, type Finding, judgeAll, type Question } from '../core/check.ts';
import type { Facts, SurveyProgress } from '../core/facts.ts';
import type { CheckCounts, Verdict } from '../core/results/check-result.ts';
import { gatherFacts } from '../facts/index.ts';
import type { World } from './world.ts';

/** What is known before a migration, and what it comes to. */
export interface Preflight {
  readonly facts: Facts;
  /** The worst first. */
  readonly findings: readonly Finding[];
  readonly verdict: Verdict;
  readonly counts: CheckCounts;
}

/** Looks at everything that the rules need, with whatever is at hand, and judges it. */
export async function preflight(
  world: World,
  settings: VerdictSettings,
  progress: (progress: SurveyProgress) => void,
): Promise<Preflight> {
  const needs = rules.flatMap((rule) => ('look' in rule ? [] : rule.needs));
  const facts = await gatherFacts(
    [...new Set([...needs, 'engine' as const, 'sourceDataBytes' as const])],
    seenThrough(world, progress),
  );
  return judged(facts, settings);
}

/** The same of facts that are there. */
export function judged(gathered: Facts, settings: VerdictSettings): Preflight {
  const facts = { ...gathered, known: { ...gathered.known, copyTime: copyTimeOf(gathered, settings) } };
  const findings = worstFirst(rules.map((rule) => beforeAnyStage(rule, facts)));
  return { facts, findings, verdict: verdictOf(findings, facts, settings), counts: countsOf(findings) };
}

/** What a stage of livemig does by itself stands in nobody's way. */
function beforeAnyStage(rule: Check | Question, facts: Facts): Finding {
  const [finding] = judgeAll([rule], facts);
  if (finding === undefined) throw new Error(`${rule.id} was not judged`);
  const isOurs = 'mendedBy' in rule && rule.mendedBy !== undefined;
  if (!isOurs) return finding;
  return { ...finding, severity: 'info', ...(finding.result === 'block' ? { result: 'info' } : {}) };
}

const weight = ['block', 'warn', 'info', 'not-checked', 'pass'] as const;

/** Alike ones keep the order of the rules. */
function worstFirst(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => weight.indexOf(a.result) - weight.indexOf(b.result));
}

/** Only what facts are read of: the members of a world may be getters that throw. */
function seenThrough(world: World, progress: (progress: SurveyProgress) => void) {
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
    values: world.values,
    progress,
  };
}
