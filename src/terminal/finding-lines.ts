import type { LivemigEvent } from '../core/events.ts';
import type { Mark } from './marks.ts';
import { skippedAs, whoSkipped } from './skip-words.ts';
import { indented, paragraph, type Style } from './style.ts';

type FindingEvent = Extract<LivemigEvent, { type: 'finding' }>;

interface Group {
  readonly result: FindingEvent['result'];
  readonly heading: string;
  readonly mark: Mark;
  readonly when: 'always' | 'not-quiet' | 'verbose';
}

/** What stops the run comes first, because it has to be dealt with first. */
const groups: readonly Group[] = [
  { result: 'block', heading: 'Blocked', mark: 'failed', when: 'always' },
  { result: 'warn', heading: 'Warnings', mark: 'warning', when: 'always' },
  { result: 'not-checked', heading: 'Not checked', mark: 'unknown', when: 'not-quiet' },
  { result: 'skipped', heading: 'Skipped here', mark: 'skipped', when: 'always' },
  { result: 'info', heading: 'Good to know', mark: 'info', when: 'not-quiet' },
  { result: 'pass', heading: 'Passed', mark: 'done', when: 'verbose' },
];

export interface FindingLinesOptions {
  readonly style: Style;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** Findings by severity, the fix of each indented under it. */
export function findingLines(findings: readonly FindingEvent[], options: FindingLinesOptions): string[] {
  const shown = groups.filter(({ when }) => isShown(when, options));
  const lines = shown.flatMap((group) => groupLines(group, findings, options.style));
  const passed = findings.filter(({ result }) => result === 'pass').length;
  const summary =
    passed === 0 || options.quiet
      ? []
      : paragraph(options.style, 'done', passed === 1 ? '1 check passed' : `${passed} checks passed`);
  return [...lines, ...summary];
}

function isShown(when: Group['when'], { quiet, verbose }: FindingLinesOptions): boolean {
  return when === 'always' || (when === 'not-quiet' ? !quiet : verbose);
}

function groupLines({ result, heading, mark }: Group, findings: readonly FindingEvent[], style: Style): string[] {
  const members = findings.filter((finding) => finding.result === result);
  if (members.length === 0) return [];
  const title = style.chalk.bold(`${heading} (${members.length})`);
  return [title, ...members.flatMap((finding) => findingOf(style, mark, finding))];
}

function findingOf(style: Style, mark: Mark, { id, message, fix, skipped }: FindingEvent): string[] {
  const fixLines = fix === undefined ? [] : indented(style, 4, `Fix: ${fix}`);
  const words = skipped === undefined ? [] : indented(style, 4, whoSkipped(skipped));
  return [
    ...paragraph(style, mark, `${id} ${skipped === undefined ? '' : skippedAs[skipped.was]}${message}`),
    ...words,
    ...fixLines,
  ];
}
