import type { Check, Question } from '../core/check.ts';
import { entitlementChecks } from './entitlement.ts';
import { hostChecks } from './host.ts';
import { topologyChecks } from './topology.ts';
import { versionChecks } from './versions.ts';

const all = [...entitlementChecks, ...hostChecks, ...versionChecks, ...topologyChecks];

/** Every check there is; adding one is a record in the file of its subject. */
export const checks: readonly Check[] = all;

/** Every rule: what is judged, and what a person has to look at. */
export const rules: readonly (Check | Question)[] = checks;

export type CheckId = (typeof all)[number]['id'];

/** The checks with these ids, in this order. */
export function checksNamed(ids: readonly CheckId[]): readonly Check[] {
  return ids.flatMap((id) => checks.filter((check) => check.id === id));
}

/** What can be told of a destination cluster alone. */
export const ofDestination = ['T04', 'T05', 'T06', 'T07', 'V06', 'V07'] as const satisfies readonly CheckId[];

/** What can be told of the source, its manager and the destination together. */
export const ofPair = ['E08', 'E09', 'V05', 'T02'] as const satisfies readonly CheckId[];
