import { z } from 'zod';
import { GateName } from './gate-name.ts';

export const gateStates = ['met', 'refuses', 'warns', 'not-looked-at', 'accepted'] as const;

/** How a gate stands at one look. */
export const SeenGate = z.object({
  gate: GateName,
  state: z
    .enum(gateStates)
    .describe(
      'accepted: it is not met, and somebody has said that it is not to stand in the way; not-looked-at: never taken for met',
    ),
  title: z.string().describe('what has to hold'),
  message: z.string().describe('what was seen'),
  fix: z.string().exactOptional(),
  required: z.literal(true).describe('somebody wants it to refuse where it would not by itself').exactOptional(),
  because: z.string().describe('why it was accepted').exactOptional(),
});
export type SeenGate = z.infer<typeof SeenGate>;
