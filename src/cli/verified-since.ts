import type { Fact } from '../core/check.ts';
import type { LivemigEvent } from '../core/events.ts';
import type { Verified } from '../core/gates/gate-facts.ts';
import type { Past } from '../core/past.ts';
import { momentText } from '../core/plain-units.ts';
import { sourceText } from '../core/same-source.ts';
import type { Options } from './command-module.ts';
import { verifyCommandLine } from './verify-ending.ts';

/**
 * What `livemig verify` has found since the cutover compared both sides: beside an `identical` from then, it must not stay
 * unsaid. No problem of the migration, because applications may write to the destination by now.
 */
export function verifiedSince(
  verified: Fact<Verified | undefined> | undefined,
  { identical, differed }: Pick<Past, 'identical' | 'differed'>,
  options: Options,
  now: Date,
): LivemigEvent[] {
  const seen = verified?.known === true ? verified.value : undefined;
  if (seen === undefined || seen.verdict !== 'different') return [];
  // That the cutover itself has found some is said already.
  if (identical === undefined || differed !== undefined) return [];
  if (Date.parse(seen.at) <= Date.parse(identical.at)) return [];
  // Anything can be verified in a directory: whose differences they are is for a person to see.
  const source = seen.source === undefined ? [] : [`source ${sourceText(seen.source)}`];
  const what = [...source, `level ${seen.level}`, ...(seen.scope === '' ? [] : [seen.scope])].join('; ');
  const { command } = verifyCommandLine('show last', options, '');
  const message = `\`livemig verify\` has found differences since, at ${momentText(seen.at)} (${what}): \`${command}\` shows them. What applications write to the destination differs, too.`;
  return [{ type: 'note', time: now.toISOString(), level: 'warning', message }];
}
