import type { CutoverTerms } from '../core/cutover/armed-cutover.ts';
import { LivemigError } from '../core/errors.ts';
import type { GateName } from '../core/gates/gate-name.ts';
import { gateNamed } from '../core/gates/gate-named.ts';
import { gates } from '../core/gates/gates.ts';
import { harmless, shown } from '../core/harmless.ts';
import { tidied } from '../core/tidied.ts';
import type { Options } from './command-module.ts';
import { durationMs, textOption } from './common-options.ts';

/** Longer ones nobody reads, and the audit keeps them. */
const longestReason = 500;

/**
 * What a command line says of the gates of its cutover. Throws kind `usage` for a name that no gate has, for what is accepted
 * without a reason, and for a gate that nobody can pass, because Atlas itself refuses without it.
 */
export function gateTerms(options: Options): CutoverTerms {
  const maxLag = textOption(options, 'maxLag');
  const [requiredGates, accepted] = [namesIn(options, 'requireGate'), namesIn(options, 'acceptGate')];
  const both = accepted.find((name) => requiredGates.includes(name));
  if (both !== undefined)
    throw contradiction(`--require-gate and --accept-gate both name ${both}.`, 'Leave one of them out.');
  const reasons = reasonsFor(options, accepted);
  return {
    ...(maxLag === undefined ? {} : { maxLagSeconds: secondsIn(maxLag) }),
    acceptedGates: accepted.map((gate, at) => ({ gate, because: reasons[at] ?? '' })),
    requiredGates,
  };
}

/** A cutover above it is not refused by livemig alone: the engine does not commit above 30 s (domain notes 3). */
function secondsIn(text: string): number {
  return Math.floor(durationMs(text, '--max-lag') / 1_000);
}

function namesIn(options: Options, name: 'requireGate' | 'acceptGate'): GateName[] {
  const flag = name === 'requireGate' ? '--require-gate' : '--accept-gate';
  const names = textsIn(options, name).flatMap((text) => wordsIn(text).map((word) => gateNamed(word, flag)));
  const fixed = name === 'acceptGate' ? names.find((gate) => gates[gate].byAtlas === true) : undefined;
  if (fixed === undefined) return [...new Set(names)];
  throw new LivemigError({
    kind: 'usage',
    code: 'CHOICE',
    message: `--accept-gate names ${fixed}, and Atlas itself refuses a cutover without it.`,
    fix: 'Leave it out, and wait: `livemig status --watch` shows how far the migration is.',
  });
}

/** An empty text is a name as well, which no gate has. */
function wordsIn(text: string): string[] {
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  return words.length === 0 ? [''] : words;
}

/** One for all, or one for each. */
function reasonsFor(options: Options, accepted: readonly GateName[]): string[] {
  const reasons = textsIn(options, 'because').map((text) => harmless(tidied(text)));
  if (accepted.length === 0 && reasons.length > 0)
    throw contradiction(
      '--because says why, and --accept-gate does not say of what.',
      'Name the gate with --accept-gate NAME.',
    );
  if (reasons.length > 1 && reasons.length !== accepted.length)
    throw contradiction(
      `--because is given ${reasons.length} times for ${accepted.length} accepted gates.`,
      'Give it once for all of them, or once for each, in their order.',
    );
  return accepted.map((gate, at) => reasonFor(gate, (reasons.length === 1 ? reasons[0] : reasons[at]) ?? ''));
}

function reasonFor(gate: GateName, because: string): string {
  if (because.length > longestReason)
    throw contradiction(
      `The reason for ${gate} has ${because.length} letters: ${shown(because)}`,
      'Give one of at most 500.',
    );
  if (because !== '') return because;
  throw new LivemigError({
    kind: 'usage',
    code: 'BECAUSE_MISSING',
    message: `The gate ${gate} is to be accepted without a reason.`,
    fix: `Say why: --accept-gate ${gate} --because "…". It is kept in the audit, with your name and the time.`,
  });
}

function textsIn(options: Options, name: string): string[] {
  const value = options[name];
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');
}

function contradiction(message: string, fix: string): LivemigError {
  return new LivemigError({ kind: 'usage', code: 'CONTRADICTION', message, fix });
}
