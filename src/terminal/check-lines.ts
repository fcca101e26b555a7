import type { LivemigEvent, VerdictEvent } from '../core/events.ts';
import { amount } from '../core/plain-units.ts';
import type { Mender } from '../core/rule.ts';
import type { Mark } from './marks.ts';
import { indented, paragraph, type Style } from './style.ts';

type FindingEvent = Extract<LivemigEvent, { type: 'finding' }>;

interface Section {
  readonly result: FindingEvent['result'];
  readonly heading: string;
  readonly mark: Mark;
}

const sections: readonly Section[] = [
  { result: 'block', heading: 'Blocks the migration', mark: 'failed' },
  { result: 'warn', heading: 'Warnings', mark: 'warning' },
  { result: 'info', heading: 'Good to know', mark: 'info' },
  { result: 'not-checked', heading: 'Not looked at', mark: 'unknown' },
  { result: 'pass', heading: 'Passed', mark: 'done' },
];

/** Who is meant, in the words of product and people. */
const menders: Readonly<Record<Mender, string>> = {
  atlas: 'the owner in Atlas',
  manager: "the manager's owner",
  dba: 'the DBA of the source',
  application: 'the application team',
};

/** The whole preflight: the verdict, then the findings by how bad they are and by who can mend them. */
export function checkLines(
  style: Style,
  { verdict, counts, all }: VerdictEvent,
  findings: readonly FindingEvent[],
): string[] {
  const mark: Mark = verdict.ready === 'no' ? 'failed' : verdict.ready === 'yes' ? 'done' : 'unknown';
  const { rules, pass, block, warn, info, notChecked } = counts;
  const told = `${amount(rules, 'rule')}: ${pass} passed, ${block} block, ${warn} warn, ${info} to know, ${notChecked} not looked at`;
  return [
    ...paragraph(style, mark, verdict.text),
    ...rulesLines(style, verdict.rules),
    ...indented(style, 2, all === true ? told : `${told}; --all lists every one`),
    ...sections
      .filter(({ result }) => result !== 'pass' || all === true)
      .flatMap((section) => sectionLines(style, section, findings)),
  ];
}

function rulesLines(style: Style, { text, outdated }: VerdictEvent['verdict']['rules']): string[] {
  return outdated ? paragraph(style, 'warning', text) : indented(style, 2, text, style.chalk.dim);
}

function sectionLines(style: Style, { result, heading, mark }: Section, findings: readonly FindingEvent[]): string[] {
  const members = findings.filter((one) => one.result === result);
  if (members.length === 0) return [];
  return [
    '',
    style.chalk.bold(`${heading} (${members.length})`),
    ...Object.entries(menders).flatMap(([mender, who]) => {
      const theirs = members.filter((one) => one.mender === mender);
      return theirs.length === 0
        ? []
        : [
            ...indented(style, 0, `for ${who}:`, style.chalk.dim),
            ...theirs.flatMap((one) => findingOf(style, mark, one)),
          ];
    }),
  ];
}

function findingOf(style: Style, mark: Mark, { id, message, fix }: FindingEvent): string[] {
  const fixLines = (fix ?? '').split('\n').flatMap((line, at) => {
    if (line === '') return [];
    return indented(style, 4, at === 0 ? `Fix: ${line}` : line);
  });
  return [...paragraph(style, mark, `${id} ${message}`), ...fixLines];
}
