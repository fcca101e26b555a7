import { z } from 'zod';
import { defineResult } from './command-result.ts';

/** A command that only prints a text: with `--json` the text is its data. */
export const textResult = defineResult(
  z.object({ text: z.string().describe('what is printed without --json, without the end of its last line') }),
  ({ text }) => text.split('\n'),
);
