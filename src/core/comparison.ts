import type { z } from 'zod';
import { Verification } from './verification/verification.ts';

/** What a comparison came to, as results tell it; of an earlier one only what the journal has kept. */
export const Comparison = Verification.partial().required({
  identical: true,
  namespaces: true,
  documents: true,
  differences: true,
  differencesTotal: true,
});
export type Comparison = z.infer<typeof Comparison>;
