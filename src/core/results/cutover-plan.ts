import { z } from 'zod';
import { SeenGate } from '../gates/seen-gate.ts';

/** What a cutover would do, and whether it would be let. */
export const CutoverPlan = z.object({
  text: z.string().describe('what the gates come to, in a sentence'),
  refused: z
    .boolean()
    .describe('whether it would be refused now; for a window that is to come, that is waited for in it'),
  gates: z.array(SeenGate).readonly(),
  actions: z.array(z.string()).readonly().describe('what it would do, in order'),
  hooks: z.array(z.string()).readonly().describe('those of --hooks that it would run, in order'),
  downtime: z
    .object({ text: z.string(), fromSeconds: z.number(), toSeconds: z.number(), because: z.string() })
    .describe('from the stop of writes until Atlas takes them, as far as anything tells'),
});
export type CutoverPlan = z.infer<typeof CutoverPlan>;

export function cutoverPlanLines({ actions, downtime }: CutoverPlan): string[] {
  return [`it would: ${actions.join('; ')}`, `downtime: ${downtime.text} (${downtime.because})`];
}
