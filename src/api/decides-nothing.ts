import type { z } from 'zod';

/**
 * A field that may be missing, because whoever reads it treats it as not known then: of another type it is as good as
 * missing, and must not cost the whole answer, which may be a list of many. What decides by being absent, such as the day
 * on which an entry ends, is not made so: there another type has to be refused.
 */
export function decidesNothing<T>(schema: z.ZodType<T>) {
  return schema.nullish().catch(undefined);
}
