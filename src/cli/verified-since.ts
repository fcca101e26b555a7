import type { Fact } from '../core/check.ts';
import type { LivemigEvent } from '../core/events.ts';
import type { Verified } from '../core/gates/gate-facts.ts';
import { momentText } from '../core/plain-units.ts';
import { isOtherSource } from '../core/same-source.ts';
import { comparisonOf } from '../stages/start/this-migration.ts';
import type { Options } from './command-module.ts';
import { verifyCommandLine } from './verify-ending.ts';
import type { WholePast } from './whole-past.ts';

/**
 * What `livemig verify` has found since the cutover compared both sides: beside an `identical` from then, it must not stay
 * unsaid. No problem of the migration, because applications may write to the destination by now; and nothing is said of
 * another source, because anything can be verified in a directory.
 */
export function verifiedSince(
  verified: Fact<Verified | undefined> | undefined,
  { past: { identical, differed }, journal }: Pick<WholePast, 'past' | 'journal'>,
  options: Options,
  now: Date,
): LivemigEvent[] {
  const seen = verified?.known === true ? verified.value : undefined;
  if (seen === undefined || seen.verdict !== 'different') return [];
  // That the cutover itself has found some is said already.
  if (identical === undefined || differed !== undefined) return [];
  if (Date.parse(seen.at) <= Date.parse(identical.at)) return [];
  const source = comparisonOf(journal)?.source?.identity;
  if (seen.source && source && isOtherSource(seen.source, source)) return [];
  const what = [`level ${seen.level}`, ...(seen.scope === '' ? [] : [seen.scope])].join('; ');
  const { command } = verifyCommandLine('show last', options, '');
  const message = `\`livemig verify\` has found differences since, at ${momentText(seen.at)} (${what}): \`${command}\` shows them. What applications write to the destination differs, too.`;
  return [{ type: 'note', time: now.toISOString(), level: 'warning', message }];
}
