import type { CutoverTerms } from '../cutover/armed-cutover.ts';

/** Where nobody has said anything of the gates. */
export const usualTerms: CutoverTerms = { acceptedGates: [], requiredGates: [] };

/** Whether nobody has said anything of them. */
export function areUsual({ maxLagSeconds, acceptedGates, requiredGates }: CutoverTerms): boolean {
  return maxLagSeconds === undefined && acceptedGates.length === 0 && requiredGates.length === 0;
}
