import { z } from 'zod';
import type { Finding } from './check.ts';
import { SourceIdentity } from './facts/identity.ts';
import type { Facts } from './facts.ts';
import type { Since } from './results/check-result.ts';
import { judgements } from './rule.ts';
import { isOtherSource } from './same-source.ts';

/** What a check was about, as far as it could see. */
const About = z.object({ source: SourceIdentity.exactOptional(), destination: z.string().exactOptional() });

const Kept = z.object({
  id: z.string(),
  result: z.enum([...judgements, 'skipped']),
  message: z.string(),
  fix: z.string().exactOptional(),
});

/** A whole check, kept so that the next one can tell what has changed. */
export const LastCheck = z.object({
  at: z.iso.datetime(),
  by: z.string(),
  about: About,
  verdict: z.string(),
  findings: z.array(Kept).readonly(),
});
export type LastCheck = z.infer<typeof LastCheck>;

/** What is kept of a check that was made now. */
export function lastCheckOf(
  findings: readonly Finding[],
  { known }: Facts,
  verdict: string,
  who: Pick<LastCheck, 'at' | 'by'>,
): LastCheck {
  const about = {
    ...(known.sourceIdentity && { source: known.sourceIdentity }),
    ...(known.destination && { destination: known.destination.name }),
  };
  const kept = findings.map(({ id, result, message, fix }) => ({
    id,
    result,
    message,
    ...(fix !== undefined && { fix }),
  }));
  return { ...who, about, verdict, findings: kept };
}

/** Whether the two were of other deployments; what one of them did not see says nothing. */
export function isOfOthers({ about: before }: LastCheck, { about: now }: LastCheck): boolean {
  const isOther = before.source && now.source && isOtherSource(before.source, now.source);
  const isElsewhere = before.destination && now.destination && before.destination !== now.destination;
  return isOther === true || isElsewhere === true;
}

/** What has changed between the two, for the rules that the later one has looked at. */
export function sinceLast(before: LastCheck, { findings: now }: Pick<LastCheck, 'findings'>): Since {
  const objected = new Set(before.findings.filter(isObjection).map(({ id }) => id));
  const ids = (keep: (one: (typeof now)[number]) => boolean) => now.filter(keep).map(({ id }) => id);
  return {
    at: before.at,
    fixed: ids(({ id, result }) => objected.has(id) && result === 'pass'),
    new: ids((one) => isObjection(one) && !objected.has(one.id)),
    unchanged: ids((one) => isObjection(one) && objected.has(one.id)),
    open: ids(({ id, result }) => objected.has(id) && (result === 'not-checked' || result === 'skipped')),
  };
}

function isObjection({ result }: { readonly result: Finding['result'] }): boolean {
  return result === 'block' || result === 'warn' || result === 'info';
}
