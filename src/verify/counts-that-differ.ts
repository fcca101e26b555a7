import { amount, counted } from '../core/plain-units.ts';
import type { Difference } from '../core/verification/difference.ts';
import type { Level } from '../core/verification/level.ts';
import type { NotCompared, VerifiedNamespace } from '../core/verification/verification.ts';
import type { Common } from './common-namespaces.ts';
import { isInParts } from './levels/level-of.ts';
import { ownDeletionsOf } from './own-deletions.ts';

/** What counts alone say of a namespace. */
export type CountsTold = { readonly difference: Difference } | { readonly notCompared: NotCompared };

/**
 * What it means that both sides have other numbers of documents, at a level that does not look at each of them. Where a
 * server deletes by itself, how many should be there cannot be told by counting.
 */
export function countsThatDiffer(
  { level, isStill }: { readonly level: Level; readonly isStill: boolean },
  { name, source: here, destination: there }: Common,
  { source, destination, missing, extra, confidence }: VerifiedNamespace,
): CountsTold | undefined {
  if (isInParts(level) || source - missing === destination - extra) return undefined;
  // So few documents that each of them was drawn and looked at: what makes the counts differ has been told.
  if (level === 'sample' && confidence === 1) return undefined;
  const own = [here, there].map(ownDeletionsOf);
  // A capped collection is read, whatever the level says of others (levels/sample.ts).
  if (level === 'sample' && own.every(({ capped }) => capped !== undefined)) return undefined;
  const detail = `${amount(source, 'document')} in the source, ${counted(destination)} in the destination`;
  const deletes = own.some(({ rules, capped }) => rules.length > 0 || capped !== undefined);
  const what = `how many documents are in ${name}`;
  if (!deletes && !isStill)
    return { notCompared: { what, why: `${detail}; somebody may have written between both counts` } };
  if (!deletes) return { difference: { namespace: name, kind: 'count', detail } };
  const why = `${detail}; its server deletes documents by itself, and level ${level} does not tell which: --level full does`;
  return { notCompared: { what, why } };
}
