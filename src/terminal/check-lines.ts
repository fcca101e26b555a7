import type { LivemigEvent, VerdictEvent } from '../core/events.ts';
import { amount, durationText, momentText } from '../core/plain-units.ts';
import type { Since } from '../core/results/check-result.ts';
import { menders } from '../core/rule.ts';
import type { Mark } from './marks.ts';
import { menderNames } from './mender-names.ts';
import { notLookedAtLines } from './not-looked-at.ts';
import { skippedAs, whoSkipped } from './skip-words.ts';
import { hanging, indented, paragraph, type Style } from './style.ts';
import { willNotArriveLines } from './will-not-arrive-lines.ts';

type FindingEvent = Extract<LivemigEvent, { type: 'finding' }>;

interface Section {
  readonly heading: string;
  readonly mark: Mark;
  readonly isOf: (finding: FindingEvent) => boolean;
  /** With `--quiet` as well. */
  readonly always?: true;
}

/** What only a person can look at is a section of its own: nothing that is given would make livemig see it. */
const sections: readonly Section[] = [
  { heading: 'Blocks the migration', mark: 'failed', isOf: ({ result }) => result === 'block', always: true },
  { heading: 'Warnings', mark: 'warning', isOf: ({ result }) => result === 'warn', always: true },
  { heading: 'Good to know', mark: 'info', isOf: ({ result }) => result === 'info' },
  { heading: 'Skipped', mark: 'skipped', isOf: ({ result }) => result === 'skipped', always: true },
  {
    heading: 'Look at this yourself',
    mark: 'unknown',
    isOf: ({ result, yourself }) => result === 'not-checked' && yourself === true,
  },
];

export interface CheckLinesOptions {
  readonly style: Style;
  readonly quiet: boolean;
}

/** The whole preflight: the verdict, then the findings by how bad they are and by who can mend them. */
export function checkLines(
  { style, quiet }: CheckLinesOptions,
  verdict: VerdictEvent,
  findings: readonly FindingEvent[],
): string[] {
  const head = headLines(style, verdict);
  if (verdict.only === 'reasons') return [...head, ...reasonLines(style, verdict)];
  if (verdict.only === 'since') return [...head, ...changeLines(style, verdict, findings)];
  const all = verdict.all === true;
  const shown = sections.filter(({ always }) => always === true || !quiet);
  return [
    ...head,
    ...shown.flatMap((section) => sectionLines(style, section, findings.filter(section.isOf), all)),
    ...(quiet ? [] : willNotArriveLines(style, verdict.willNotArrive, { all })),
    ...(quiet ? [] : notLookedAtLines(style, findings)),
    ...(quiet
      ? []
      : passedLines(
          style,
          findings.filter(({ result }) => result === 'pass'),
          all,
        )),
  ];
}

function headLines(style: Style, { time, verdict, counts, all, since, facts }: VerdictEvent): string[] {
  const mark: Mark = verdict.ready === 'no' ? 'failed' : verdict.ready === 'yes' ? 'done' : 'unknown';
  const { rules, pass, block, warn, info, notChecked, skipped, notAsked = 0 } = counts;
  const aside = [
    ...(notAsked > 0 ? [`, ${notAsked} not about this migration`] : []),
    ...(skipped > 0 ? [`, ${skipped} skipped`] : []),
  ].join('');
  const told = `${amount(rules, 'rule')}: ${pass - notAsked} passed, ${block} block, ${warn} warn, ${info} to know, ${notChecked} not looked at${aside}`;
  const hint = all === true ? '' : '; --all lists every one, --explain ID tells more of one';
  const from =
    facts &&
    `with ${amount(facts.used.length, 'fact')} of ${facts.file}, collected ${ago(facts.collectedAt, time)} by ${facts.by}`;
  return [
    ...paragraph(style, mark, verdict.text),
    ...rulesLines(style, verdict.rules),
    ...indented(style, 2, `${told}${hint}`),
    ...(from === undefined ? [] : indented(style, 2, from)),
    ...(since === undefined ? [] : indented(style, 2, sinceText(since, time))),
  ];
}

function rulesLines(style: Style, { text, outdated }: VerdictEvent['verdict']['rules']): string[] {
  return outdated ? paragraph(style, 'warning', text) : indented(style, 2, text, style.chalk.dim);
}

/** `2026-11-28 17:20:00 UTC, 15 h ago` */
function ago(at: string, now: string): string {
  return `${momentText(at)}, ${durationText(Date.parse(now) - Date.parse(at))} ago`;
}

function sinceText(since: Since, now: string): string {
  const { fixed, new: fresh, unchanged, open } = since;
  const parts = [
    named(fixed, 'fixed'),
    named(fresh, 'new'),
    ...(unchanged.length > 0 ? [`${unchanged.length} unchanged`] : []),
    named(open, 'not looked at now or skipped'),
  ].flat();
  return `since the last check (${ago(since.at, now)}): ${parts.length === 0 ? 'nothing to tell' : parts.join(', ')}`;
}

const mostNamed = 8;

/** `3 fixed (T06, H07, O04)` */
function named(ids: readonly string[], what: string): string[] {
  if (ids.length === 0) return [];
  const more = ids.length > mostNamed ? ` and ${ids.length - mostNamed} more` : '';
  return [`${ids.length} ${what} (${ids.slice(0, mostNamed).join(', ')}${more})`];
}

function reasonLines(style: Style, { verdict }: VerdictEvent): string[] {
  const { blockers, complexity, copy, oplog, rules } = verdict;
  const parts = [
    { ...blockers, none: 'nothing that was looked at could block' },
    { ...complexity, text: `Complexity ${complexity.text}`, none: 'nothing that would make it more' },
    { ...copy, none: 'no reason' },
    { ...oplog, none: 'no reason' },
    { ...rules, none: 'no reason' },
  ];
  return parts.flatMap(({ text, reasons, none }) => [
    '',
    ...indented(style, 0, text, style.chalk.bold),
    ...(reasons.length === 0 ? [none] : reasons).flatMap((reason) => hanging(style, '- ', 2, reason)),
  ]);
}

/** Each change whole, and what has stayed by its ids. */
function changeLines(style: Style, { since }: VerdictEvent, findings: readonly FindingEvent[]): string[] {
  if (since === undefined)
    return ['', ...paragraph(style, 'info', 'There is no earlier check in this directory to compare with.')];
  const of = (ids: readonly string[]) => findings.filter(({ id }) => ids.includes(id));
  const unchanged = since.unchanged.join(' ');
  return [
    ...sectionLines(style, { heading: 'New since then' }, of(since.new), false),
    ...sectionLines(style, { heading: 'Fixed since then', mark: 'done' }, of(since.fixed), false),
    ...sectionLines(style, { heading: 'Not looked at now, or skipped', mark: 'unknown' }, of(since.open), false),
    ...(unchanged === ''
      ? []
      : ['', style.chalk.bold(`Unchanged (${since.unchanged.length})`), ...indented(style, 2, unchanged)]),
  ];
}

/** As bad as it is, in a section of all kinds. */
function markOf({ result }: FindingEvent): Mark {
  return result === 'block' ? 'failed' : result === 'warn' ? 'warning' : 'info';
}

function sectionLines(
  style: Style,
  { heading, mark }: Pick<Section, 'heading'> & { readonly mark?: Mark },
  members: readonly FindingEvent[],
  all: boolean,
): string[] {
  if (members.length === 0) return [];
  return [
    '',
    style.chalk.bold(`${heading} (${members.length})`),
    ...menders.flatMap((mender) => {
      const theirs = members.filter((one) => one.mender === mender);
      const who = indented(style, 0, `for ${menderNames[mender]}:`, style.chalk.dim);
      return theirs.length === 0
        ? []
        : [...who, ...theirs.flatMap((one) => findingOf(style, mark ?? markOf(one), one, all))];
    }),
  ];
}

function findingOf(
  style: Style,
  mark: Mark,
  { id, message, fix, items, skipped }: FindingEvent,
  all: boolean,
): string[] {
  const fixLines = (fix ?? '').split('\n').flatMap((line, at) => {
    if (line === '') return [];
    return indented(style, 4, at === 0 ? `Fix: ${line}` : line);
  });
  const itemLines = all ? (items ?? []).flatMap((item) => hanging(style, '    - ', 6, item)) : [];
  return [
    ...paragraph(style, mark, `${id} ${skipped === undefined ? '' : skippedAs[skipped.was]}${message}`),
    ...(skipped === undefined ? [] : indented(style, 4, whoSkipped(skipped))),
    ...itemLines,
    ...fixLines,
  ];
}

/** What passed by being looked at, and apart from it what there was nothing to look at for. */
function passedLines(style: Style, all: readonly FindingEvent[], isListed: boolean): string[] {
  const passed = all.filter(({ notAsked }) => notAsked !== true);
  const notAsked = all.filter((one) => one.notAsked);
  if (isListed)
    return [
      ...sectionLines(style, { heading: 'Passed', mark: 'done' }, passed, false),
      ...sectionLines(style, { heading: 'Not about this migration', mark: 'skipped' }, notAsked, false),
    ];
  if (passed.length === 0) return [];
  const counts = menders.flatMap((mender) => {
    const count = passed.filter((one) => one.mender === mender).length;
    return count === 0 ? [] : [`${count} for ${menderNames[mender]}`];
  });
  return ['', ...paragraph(style, 'done', `${amount(passed.length, 'rule')} passed: ${counts.join(', ')}`)];
}
