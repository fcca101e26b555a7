import { z } from 'zod';
import { RollbackWindow } from '../way-back/rollback-window.ts';

/** What livemig can remove, by the words that `--skip` and `--include` take. */
export const removable = ['access-list', 'agent-key', 'link', 'kept-secrets'] as const;
export type Removable = (typeof removable)[number];

/** Why something stays that would be removed. */
export const skipped = '--skip names it';

/** What is only ever a person's to undo. */
const byHand = ['agent', 'indexes', 'databases', 'write-block', 'balancer', 'settings'] as const;

/** In the order in which they are removed: Atlas refuses while a migration uses the link, and the manager does not. */
export const linkSides = ['atlas', 'manager'] as const;
export type LinkSide = (typeof linkSides)[number];

/** What exactly is removed, by the ids with which it is asked for. */
export const Removal = z.discriminatedUnion('of', [
  z.object({ of: z.literal('access-list'), entry: z.string() }),
  z.object({ of: z.literal('agent-key'), key: z.string() }),
  z.object({ of: z.literal('link'), side: z.enum(linkSides) }),
  z.object({ of: z.literal('kept-secrets') }),
]);
export type Removal = z.infer<typeof Removal>;

export const CleanupItem = z.object({
  name: z.enum([...removable, ...byHand]).describe('as --skip and --include name it'),
  what: z.string(),
  decision: z
    .enum(['remove', 'leave', 'by-hand', 'nothing', 'not-looked-at'])
    .describe('leave: it is there, and stays unless --include names it; by-hand: a person can undo it'),
  evidence: z.string().describe('what was seen of it, and what tells whose it is; why not, where nobody could look'),
  because: z.string().describe('why it is not removed').exactOptional(),
  how: z.array(z.string()).readonly().describe('commands, or the page, with which a person undoes it').exactOptional(),
  removal: Removal.describe('what livemig removes, would, or need not any more').exactOptional(),
});
export type CleanupItem = z.infer<typeof CleanupItem>;

/** How the migration has ended; `gone`: Atlas does not know it any more, as after somebody cancelled it. */
export const CleanupState = z.enum(['complete', 'failed', 'expired', 'gone', 'never-created']);
export type CleanupState = z.infer<typeof CleanupState>;

/** What a migration has left, and what becomes of it. Holds no secret. */
export const CleanupPlan = z.object({
  ended: CleanupState.describe('gone: Atlas does not know it any more, as after somebody cancelled it'),
  rollbackWindow: RollbackWindow.describe('after COMPLETE: whether there still is a way back').exactOptional(),
  items: z.array(CleanupItem).readonly().describe('all that was looked for, with what becomes of it'),
});
export type CleanupPlan = z.infer<typeof CleanupPlan>;
