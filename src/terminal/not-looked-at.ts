import type { LivemigEvent } from '../core/events.ts';
import { amount } from '../core/plain-units.ts';
import { indented, paragraph, type Style } from './style.ts';

type FindingEvent = Extract<LivemigEvent, { type: 'finding' }>;

/** What was not looked at, each reason once: what is missing is missing for all of them. */
export function notLookedAtLines(style: Style, findings: readonly FindingEvent[]): string[] {
  const open = findings.filter(({ result, yourself }) => result === 'not-checked' && yourself !== true);
  if (open.length === 0) return [];
  const byReason = new Map<string, FindingEvent[]>();
  for (const finding of open) byReason.set(finding.message, [...(byReason.get(finding.message) ?? []), finding]);
  const groups = [...byReason].toSorted(([, one], [, other]) => other.length - one.length);
  return [
    '',
    style.chalk.bold(`Not looked at (${open.length})`),
    ...groups.flatMap(([reason, members]) => groupLines(style, reason, members)),
  ];
}

function groupLines(style: Style, reason: string, members: readonly FindingEvent[]): string[] {
  const [only] = members;
  if (only !== undefined && members.length === 1) return paragraph(style, 'unknown', `${only.id} ${reason}`);
  const couldBlock = members.filter(({ severity }) => severity === 'block').length;
  const worst = couldBlock === 0 ? '' : `, ${couldBlock} of which could block`;
  return [
    ...paragraph(style, 'unknown', `${amount(members.length, 'rule')}${worst}: ${reason}`),
    ...indented(style, 4, members.map(({ id }) => id).join(' ')),
  ];
}
