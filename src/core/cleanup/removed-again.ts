import type { Journal } from '../journal.ts';
import { cleanupStep } from './made-here.ts';

/** What each removal takes from under the steps that had made it, or had seen it. */
const stepsOf: Readonly<Record<string, readonly string[]>> = {
  'access-list': ['provision.allow-host'],
  'agent-key': ['provision.create-agent-key', 'provision.install-agent', 'provision.see-host'],
  link: ['link.create-token', 'provision.connect-organization', 'provision.see-host'],
};

/** When a cleanup has removed again what this step had done (ISO 8601, UTC), unless that was done once more since. */
export function removedAgainAt({ steps }: Journal, step: string): string | undefined {
  const own = steps[step];
  if (own?.state !== 'done') return undefined;
  const removals = Object.entries(steps).flatMap(([id, record]) => {
    const isOfIt = Object.entries(stepsOf).some(
      ([kind, touched]) => id.startsWith(`${cleanupStep}${kind}-`) && touched.includes(step),
    );
    return isOfIt && record.state === 'done' ? [record.doneAt] : [];
  });
  const last = removals.toSorted().at(-1);
  return last !== undefined && last >= own.doneAt ? last : undefined;
}

/** Whether a cleanup has removed anything here. */
export function hasCleanedUp({ steps }: Journal): boolean {
  return Object.keys(steps).some((id) => id.startsWith(cleanupStep));
}
