import { z } from 'zod';
import { ExecutableEnd } from '../executable.ts';
import { HookName } from './hook.ts';

/** Which hook, and of which time that it is run: a later one is another. */
const which = { hook: HookName, occasion: z.string() };

/** What the audit keeps of a hook. `hook-settled`: what a person has said of one whose end nobody knows. */
export const HookRecord = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('hook-started'), ...which }),
  z.object({ kind: z.literal('hook-ended'), ...which, end: ExecutableEnd }),
  z.object({ kind: z.literal('hook-settled'), ...which, as: z.enum(['done', 'again']) }),
]);
export type HookRecord = z.infer<typeof HookRecord>;
