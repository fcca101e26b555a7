import { LivemigError } from '../core/errors.ts';
import { explain } from '../core/explain.ts';
import { type ExplainData, explainResult } from '../core/results/explain-result.ts';
import type { CommandModule } from './command-module.ts';
import { textOption } from './common-options.ts';
import { ownWord } from './own-word.ts';
import type { RunPorts } from './run-ports.ts';

/** Tells what is known of a pasted error or a log: reads it, and nothing else. */
export const explainCommand: CommandModule = {
  result: explainResult,
  async run(options, ports) {
    const file = textOption(options, 'file') ?? '-';
    const text = ownWord(file.toUpperCase()) ? file.toUpperCase() : await textOf(file, ports);
    if (text.trim() === '') throw nothingToExplain(file);
    const data: ExplainData = {
      matches: explain(text, ownWord).map(({ family: { id, means, advice, rules = [] }, line, count, said }) => ({
        ...{ family: id, means, advice, rules },
        ...{ line, count, said },
      })),
    };
    return { status: 'done', data, next: [] };
  },
};

async function textOf(file: string, ports: RunPorts): Promise<string> {
  return file === '-' ? ports.readStdin() : ports.readFile(file);
}

function nothingToExplain(file: string): LivemigError {
  return new LivemigError({
    kind: 'usage',
    code: 'NOTHING_TO_EXPLAIN',
    message: `${file === '-' ? 'Standard input' : file} is empty.`,
    fix: 'Give the text of the error, or the log that holds it.',
  });
}
