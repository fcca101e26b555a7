import { z } from 'zod';
import { Comparison } from '../comparison.ts';
import { defineResult, told } from './command-result.ts';
import { comparisonText } from './stage-results.ts';

const Documents = z.object({ source: z.number().int(), destination: z.number().int() });
const RehearsedStage = z.object({ status: z.literal('done'), seconds: z.number() });

export const sandboxResult = defineResult(
  z.object({ requests: z.number().int().describe('how many the sandbox has answered') }),
  ({ requests }) => told('requests', requests),
);

const RehearseData = z.object({
  migrationId: z.string().nullable().describe('as Atlas calls it'),
  stages: z
    .object({ link: RehearsedStage, provision: RehearsedStage, start: RehearsedStage })
    .describe('how long each took'),
  documents: Documents.nullable().describe('how many were compared; null where nothing was'),
  changesApplied: z.number().int().describe('how many changes of the source were followed before the cutover'),
  comparison: Comparison.nullable().describe('null where nothing was compared'),
});

export const rehearseResult = defineResult(RehearseData, ({ migrationId, documents, changesApplied, comparison }) => [
  ...told('migration id', migrationId),
  ...told('documents', documents && `source ${documents.source}, destination ${documents.destination}`),
  ...told('changes applied', changesApplied),
  ...told('comparison', comparison && comparisonText(comparison)),
]);
