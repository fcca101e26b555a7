import { LivemigError } from '../core/errors.ts';
import { checkResult } from '../core/results/check-result.ts';
import { collectHere } from './check-collect.ts';
import { dryRunOf } from './check-dry-run.ts';
import { lookBefore } from './check-look.ts';
import { overHere } from './check-over.ts';
import { explainRule, listRules } from './check-rules.ts';
import type { CommandModule, Options, Outcome } from './command-module.ts';
import { textOption } from './common-options.ts';
import type { RunPorts } from './run-ports.ts';

/** Everything that can be known before, in one run: asks nobody, changes nothing outside, and goes on without what is missing. */
export const checkCommand: CommandModule = { result: checkResult, run: check };

async function check(options: Options, ports: RunPorts): Promise<Outcome> {
  refuseContradictions(options);
  const explained = textOption(options, 'explain');
  if (options.list === true) return listRules(options, ports);
  if (explained !== undefined && explained.toLowerCase() !== 'verdict') return explainRule(explained, options, ports);
  const isDry = options.dryRun === true;
  // What a source tells of itself has nothing to do with the migration of this directory.
  if (options.collect === true) return isDry ? dryRunOf(options, ports) : collectHere(options, ports);
  return (await overHere(options, ports)) ?? (isDry ? dryRunOf(options, ports) : lookBefore(options, ports));
}

/** Each asks for something else than a look at everything. */
const modes = ['list', 'explain', 'collect'] as const;
/** What has no meaning beside them, by attribute and flag. */
const ofTheLook = { skip: '--skip', unskip: '--unskip', facts: '--facts', diff: '--diff' } as const;

function refuseContradictions(options: Options): void {
  const given = modes.filter((mode) => options[mode] !== undefined);
  const [mode, other] = given;
  if (mode !== undefined && other !== undefined) throw contradiction(`--${mode}`, `--${other}`);
  const look = Object.entries(ofTheLook).find(([name]) => options[name] !== undefined)?.[1];
  const isVerdict = mode === 'explain' && String(options.explain).toLowerCase() === 'verdict';
  if (look === undefined) return;
  if (mode !== undefined && !(isVerdict && look !== '--diff')) throw contradiction(`--${mode}`, look);
  if (options.dryRun === true && (look === '--skip' || look === '--unskip'))
    throw new LivemigError({
      kind: 'usage',
      code: 'DRY_RUN',
      message: `${look} changes the journal, which a dry run does not.`,
      fix: 'Leave --dry-run out.',
    });
}

function contradiction(one: string, other: string): LivemigError {
  const message = `${one} and ${other} contradict each other.`;
  return new LivemigError({ kind: 'usage', code: 'CONTRADICTION', message, fix: 'Leave one of them out.' });
}
