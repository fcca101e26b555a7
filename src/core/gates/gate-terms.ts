import type { CutoverTerms } from '../cutover/armed-cutover.ts';

/** Where nobody has said anything of the gates. */
export const usualTerms: CutoverTerms = { acceptedGates: [], requiredGates: [] };
