import { z } from 'zod';
import { SourceFacts } from './deployment.ts';

/** The source deployment, as the first tells of it that can be asked. */
export const sourceFacts = {
  source: SourceFacts,
  sourceSharded: z.boolean(),
} as const;
