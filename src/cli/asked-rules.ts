import { LivemigError } from '../core/errors.ts';
import { harmless, shown } from '../core/harmless.ts';
import { nearest } from '../core/nearest.ts';
import { tidied } from '../core/tidied.ts';
import { ruleIds, severityOf } from '../stages/rule-book.ts';
import type { Options } from './command-module.ts';

export interface AskedSkip {
  readonly id: string;
  readonly because: string | undefined;
}

/** What a command line says of rules, by their ids. */
export interface AskedRules {
  /** `undefined` where none are named: then it is all of them. */
  readonly only: readonly string[] | undefined;
  readonly skips: readonly AskedSkip[];
  readonly unskips: readonly string[];
}

/** Throws kind `usage` for an id that no rule has, and for a blocker that is to be skipped without a reason. */
export function askedRules(options: Options): AskedRules {
  const only = idsIn(options, 'only', '--only');
  const unskips = idsIn(options, 'unskip', '--unskip');
  const skips = skipsIn(options);
  const both = skips.find(({ id }) => unskips.includes(id));
  if (both !== undefined) throw contradiction(`--skip and --unskip both name ${both.id}.`, 'Leave one of them out.');
  return { only: only.length === 0 ? undefined : only, skips, unskips };
}

/** The id of a rule as it is written; throws kind `usage` where there is none. `also` is what can stand in its place. */
export function ruleId(text: string, flag: string, also: readonly string[] = []): string {
  const word = tidied(text);
  const ids = [...ruleIds, ...also];
  const id = ids.find((one) => one.toLowerCase() === word.toLowerCase());
  if (id !== undefined) return id;
  const near = nearest(word, ids).slice(0, 3);
  const meant = near.length === 0 ? '' : `Did you mean ${near.join(' or ')}? `;
  throw new LivemigError({
    kind: 'usage',
    code: 'UNKNOWN_RULE',
    message: `${flag} names ${shown(word)}, and no rule is called so.`,
    fix: `${meant}\`livemig check --list\` lists all of them.`,
  });
}

function skipsIn(options: Options): AskedSkip[] {
  const ids = idsIn(options, 'skip', '--skip');
  const reasons = textsIn(options, 'because').map((text) => harmless(tidied(text)));
  if (reasons.length > 0 && ids.length === 0)
    throw contradiction('--because says why, and --skip does not say of what.', 'Name the rule with --skip ID.');
  if (reasons.length > 1 && reasons.length !== ids.length)
    throw contradiction(
      `--because is given ${reasons.length} times for ${ids.length} skipped rules.`,
      'Give it once for all of them, or once for each, in their order.',
    );
  return ids.map((id, at) => ({ id, because: reasonFor(id, reasons.length === 1 ? reasons[0] : reasons[at]) }));
}

/** Longer ones nobody reads, and the journal keeps them. */
const longestReason = 500;

function reasonFor(id: string, because = ''): string | undefined {
  if (because.length > longestReason)
    throw contradiction(`The reason for skipping ${id} has ${because.length} letters.`, 'Give one of at most 500.');
  if (because !== '') return because;
  if (severityOf(id) !== 'block') return undefined;
  throw new LivemigError({
    kind: 'usage',
    code: 'BECAUSE_MISSING',
    message: `${id} can block, and is to be skipped without a reason.`,
    fix: `Say why it is not to stand in the way: --skip ${id} --because "…". It is kept, with your name and the time.`,
  });
}

function idsIn(options: Options, name: string, flag: string): string[] {
  const words = textsIn(options, name).flatMap((text) => text.split(/[\s,]+/).filter((word) => word !== ''));
  if (options[name] !== undefined && words.length === 0) return [ruleId('', flag)];
  return [...new Set(words.map((word) => ruleId(word, flag)))];
}

function textsIn(options: Options, name: string): string[] {
  const value = options[name];
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');
}

function contradiction(message: string, fix: string): LivemigError {
  return new LivemigError({ kind: 'usage', code: 'CONTRADICTION', message, fix });
}
