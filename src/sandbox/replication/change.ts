import { z } from 'zod';

const Place = z.object({ db: z.string(), coll: z.string().optional() });

/** What is needed of a change event; the documents are read anew from the source. */
export const StreamedChange = z.object({
  operationType: z.string(),
  ns: Place.optional(),
  to: Place.optional(),
  documentKey: z.looseObject({ _id: z.unknown() }).optional(),
});
export type StreamedChange = z.infer<typeof StreamedChange>;
