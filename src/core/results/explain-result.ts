import { z } from 'zod';
import { amount } from '../plain-units.ts';
import { defineResult } from './command-result.ts';

const Match = z.object({
  family: z.string().describe('a stable word for what has happened'),
  means: z.string(),
  advice: z.string(),
  rules: z.array(z.string()).readonly().describe('the rules of `livemig check` that tell it before'),
  line: z.number().describe('where it stands first, from 1'),
  count: z.number().describe('how many lines say it'),
  said: z.string().describe('as it stands there'),
});

/** What of a text is known. */
export const ExplainData = z.object({ matches: z.array(Match).readonly().describe('none where nothing is known') });
export type ExplainData = z.infer<typeof ExplainData>;

export const explainResult = defineResult(ExplainData, ({ matches }) =>
  matches.length === 0
    ? ['Nothing in it is a message of Atlas, the agent or the engine that livemig knows.']
    : matches.flatMap(({ means, advice, rules, line, count, said }) => [
        `line ${line}${count > 1 ? ` (and ${amount(count - 1, 'more line')})` : ''}: ${said}`,
        `  means: ${means}`,
        `  do: ${advice}`,
        ...(rules.length === 0 ? [] : [`  livemig check tells it before: ${rules.join(', ')}`]),
      ]),
);
