import { z } from 'zod';
import { Expectation } from './difference.ts';

/** What comparing documents is counted by, of a partition and of a namespace alike. */
export const documentCounts = {
  source: z.number().int(),
  destination: z.number().int(),
  /** On both sides and looked at. */
  compared: z.number().int(),
  /** Read of both sides together. */
  bytes: z.number().int(),
  missing: z.number().int(),
  extra: z.number().int(),
  different: z.number().int(),
  /** Differences by their class; they are in none of the counts above. */
  expected: z.partialRecord(Expectation, z.number().int()),
  /** Of a sample: how sure it is that at most one document in a thousand differs, where none of those drawn does. */
  confidence: z.number().exactOptional(),
};
