import type { Check, Question } from '../core/check.ts';
import type { FactId } from '../core/facts.ts';
import type { Rule } from '../core/rule.ts';
import { isOfSource } from '../core/survey-ids.ts';
import { dataChecks } from './data.ts';
import { dataQuestions } from './data-questions.ts';
import { destinationQuestions, destinationReadinessChecks } from './destination-readiness.ts';
import { destinationRouteChecks } from './destination-route.ts';
import { destinationSizeChecks } from './destination-size.ts';
import { driverChecks } from './drivers.ts';
import { entitlementChecks, entitlementQuestions } from './entitlement.ts';
import { healthChecks } from './health.ts';
import { hostChecks, hostQuestions } from './host.ts';
import { releaseChecks } from './releases.ts';
import { sampleChecks } from './sample.ts';
import { sourceTopologyChecks } from './source-topology.ts';
import { topologyChecks } from './topology.ts';
import { userChecks } from './users.ts';
import { versionChecks } from './versions.ts';
import { watchChecks } from './watch.ts';
import { wayBackQuestions } from './way-back.ts';

const all = [
  ...entitlementChecks,
  ...hostChecks,
  ...versionChecks,
  ...releaseChecks,
  ...topologyChecks,
  ...sourceTopologyChecks,
  ...destinationSizeChecks,
  ...destinationReadinessChecks,
  ...destinationRouteChecks,
  ...dataChecks,
  ...userChecks,
  ...healthChecks,
  ...sampleChecks,
  ...watchChecks,
  ...driverChecks,
];

/** Every check there is; adding one is a record in the file of its subject. */
export const checks: readonly Check[] = all;

/** Every rule: what is judged, and what a person has to look at. */
export const rules: readonly (Check | Question)[] = [
  ...checks,
  ...entitlementQuestions,
  ...hostQuestions,
  ...destinationQuestions,
  ...dataQuestions,
  ...wayBackQuestions,
].sort(byId);

/** In the order of the list of rules, our own last. */
function byId(one: Rule, other: Rule): number {
  const place = ({ id }: Rule) => `${['E', 'H', 'V', 'T', 'O', 'C', 'LM'].indexOf(id.replace(/\d+$/, ''))}${id}`;
  return place(one) < place(other) ? -1 : 1;
}

export type CheckId = (typeof all)[number]['id'];

/** The checks with these ids, in this order. */
export function checksNamed(ids: readonly CheckId[]): readonly Check[] {
  return ids.flatMap((id) => checks.filter((check) => check.id === id));
}

/** What can be told of a destination cluster alone. */
export const ofDestination = ['T04', 'T05', 'T06', 'T07', 'V06', 'V07'] as const satisfies readonly CheckId[];

/**
 * What only `livemig check` looks at: what its flags bring, which a stage does not take, and the sample of documents, for
 * which a person who wants to start would wait up to a minute.
 */
const ofCheckAlone: readonly FactId[] = ['copyTime', 'sourceCounts', 'sourceWrites', 'everySetWatched', 'sourceSample'];

/** What could block, and is seen through a connection to the source. */
export const blockersOfSource: readonly Check[] = checks.filter(
  ({ severity, needs }) =>
    severity === 'block' && needs.some(isOfSource) && !needs.some((need) => ofCheckAlone.includes(need)),
);

/**
 * What can have become otherwise while a migration ran, and would spoil its cutover. Not the destination's state: what Atlas
 * calls that while it migrates is documented nowhere, and nobody is kept from a cutover on a guess.
 */
export const ofCutover = ['LM06'] as const satisfies readonly CheckId[];

/** What can be told of the source, its manager and the destination together. */
export const ofPair = ['E08', 'E09', 'V05', 'T02'] as const satisfies readonly CheckId[];
