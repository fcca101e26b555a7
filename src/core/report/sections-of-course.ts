import { momentText } from '../plain-units.ts';
import { type Block, type Cell, headed, list, table, text } from './blocks.ts';
import { chartOf } from './chart.ts';
import type { Happening, Report } from './report.ts';

const notKnown = 'not known here';

export function ofSummary({ summary }: Report): Block[] {
  const { proved, notProved, facts, underWay, notRead = [] } = summary;
  return [
    ...text(summary.text),
    ...headed('What could not be read', list(notRead)),
    ...(underWay === undefined ? [] : text(`A run has the lock: ${underWay}.`)),
    ...headed('What these files prove', list(proved, 'Nothing.')),
    ...headed('What they do not prove', list(notProved.filter((one) => !notRead.includes(one)))),
    ...headed('By what it is known', list(facts.map(({ label, text: said }) => `${label}: ${said}`))),
  ];
}

export function ofSides({ sides }: Report): Block[] {
  const rows = sides.map(({ what, source, destination }) => [what, source ?? notKnown, destination ?? notKnown]);
  return table('What is left and what is filled', ['', 'source', 'destination'], rows);
}

const stepStates = {
  'does-not-apply': 'does not apply',
  'not-begun': 'not begun',
  begun: 'begun',
  submitted: 'sent and answered',
  done: 'done',
} as const;

export function ofStages({ stages }: Report): Block[] {
  const when = (at: string | undefined) => (at === undefined ? '' : { moment: at });
  const rows = stages.flatMap(({ steps }) =>
    steps.map(({ title, state, because, startedAt, doneAt }) => [
      ...[title, because === undefined ? stepStates[state] : `${stepStates[state]}: ${because}`],
      ...[when(startedAt), when(doneAt)],
    ]),
  );
  return [
    ...table('Steps, as these files have them', ['step', 'state', 'begun', 'done'], rows),
    ...stages.flatMap(({ id, agreed }) =>
      agreed === undefined
        ? []
        : headed(
            `Plan of ${id}: agreed to by ${agreed.by} at ${momentText(agreed.at)}, ${agreed.how === 'called' ? 'by calling the command' : 'in answer to a question'}`,
            list(agreed.changes),
          ),
    ),
  ];
}

export function ofTimeline({ timeline, earlier }: Report): Block[] {
  const { happenings, leftOut } = timeline;
  const isCut = leftOut > 0;
  return [
    ...(happenings.length === 0 ? text('The audit tells of nothing that could be read.') : []),
    ...(isCut ? text(`${leftOut} in the middle are left out here; events.ndjson has them all.`) : []),
    ...table('In the order of the audit', ['when', 'who', 'kind', 'what'], happenings.map(happeningRow)),
    ...headed('Ended without success, or not requested', list(earlier)),
  ];
}

function happeningRow({ at, until, times, by, kind, what, details = [] }: Happening): Cell[] {
  const again = until === undefined ? '' : ` (${times} times, until ${momentText(until)})`;
  return [{ moment: at }, by, kind, [`${what}${again}`, ...details.map((detail) => `– ${detail}`)]];
}

export function ofFollowing({ following }: Report): Block[] {
  const charts = [
    {
      id: 'lag',
      series: following.lag,
      title: 'How far the destination was behind the source',
      none: 'No look was told of a lag.',
    },
    {
      id: 'copied',
      series: following.copied,
      title: 'How much was copied, by bytes',
      none: 'No look saw how much was copied.',
    },
  ];
  return [
    ...text(looksText(following)),
    ...charts.flatMap(({ id, title, series, none }): Block[] => {
      const chart = chartOf(title, series, following);
      return chart === undefined ? text(none) : [{ is: 'chart', id, chart }];
    }),
  ];
}

function looksText({ looks, afterReport }: Report['following']): string {
  if (looks === 0) return 'No look at the migration was kept that can be read.';
  const later = afterReport === 0 ? '' : ` Not drawn, being of a time after this report was made: ${afterReport}.`;
  return `Kept looks at the migration: ${looks}.${later}`;
}
