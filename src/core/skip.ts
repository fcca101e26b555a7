import { z } from 'zod';

/** A person's word that what a rule finds is not to stand in the way of this migration. */
export const Skip = z.object({
  because: z.string().exactOptional(),
  by: z.string(),
  at: z.iso.datetime(),
});
export type Skip = z.infer<typeof Skip>;

/** By the id of the rule. */
export type Skips = Readonly<Record<string, Skip>>;
