import { rules } from '../checks/index.ts';
import type { Check, Question } from '../core/check.ts';
import type { RuleEvent } from '../core/events.ts';
import type { FactId, SurveyId } from '../core/facts.ts';
import type { Request } from '../core/request.ts';
import { docsOf, type Severity } from '../core/rule.ts';
import { isOfDestination, isSurveyId } from '../core/survey-ids.ts';
import { requestsFor } from '../facts/requests.ts';
import { stages } from './index.ts';
import type { SurveyPlan } from './services.ts';

/** The rules, for those who tell of them and judge nothing. */
export type Plans = Readonly<Record<SurveyId, SurveyPlan>>;

/** In the order of the list. */
export const ruleIds: readonly string[] = rules.map(({ id }) => id);

/** The worst that a rule can be. */
export function severityOf(id: string): Severity | undefined {
  return rules.find((rule) => rule.id === id)?.severity;
}

/** What every rule says of itself. */
export function toldRules(): Omit<RuleEvent, 'type' | 'time'>[] {
  return rules.map(toldRule);
}

/** The same of one with what it reads, and the stages that judge it. */
export function explainedRule(id: string, plans: Plans): Omit<RuleEvent, 'type' | 'time'> | undefined {
  const rule = rules.find((one) => one.id === id);
  if (rule === undefined) return undefined;
  const judging = stages.filter(({ checks, withSource = [] }) =>
    [...checks, ...withSource].some((one) => one.id === id),
  );
  const needs = 'look' in rule ? [] : rule.needs.map((need) => readingOf(need, plans));
  return { ...toldRule(rule), explained: { needs, stages: judging.map((stage) => stage.id) } };
}

/** What reading a fact asks. */
export function requestsOf(fact: FactId, plans: Plans): readonly Request[] {
  if (!isSurveyId(fact)) return requestsFor[fact];
  const to = isOfDestination(fact) ? 'destination' : 'source';
  return plans[fact].sends.map((sends) => ({ to, sends }));
}

function readingOf(fact: FactId, plans: Plans) {
  const reads = requestsOf(fact, plans).map(({ to, sends }) => `${to}: ${sends}`);
  return isSurveyId(fact) ? { fact, reads, grant: plans[fact].grant } : { fact, reads };
}

function toldRule(rule: Check | Question): Omit<RuleEvent, 'type' | 'time'> {
  const { id, title, severity, mender, source, engine } = rule;
  return {
    ...{ id, title, severity, mender, source, docs: docsOf(id) },
    ...(engine && { engine }),
    ...('look' in rule && { look: rule.look }),
  };
}
