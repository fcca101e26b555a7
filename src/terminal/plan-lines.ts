import type { PlanEvent, PlannedChange } from '../core/events.ts';
import { copyable, oneLine } from './plain-text.ts';
import { shellLines } from './shell-lines.ts';
import { sidesTable } from './sides-table.ts';
import { hanging, indented, type Style } from './style.ts';
import { willNotArriveLines } from './will-not-arrive-lines.ts';

const titles: Readonly<Record<PlanEvent['stage'], string>> = { link: 'Link', provision: 'Provision', start: 'Start' };

/**
 * What a stage is about to do: with which source and destination, what it changes, and the command that does the same.
 * Where a person is asked, that command is left out until they want to see it: all of a plan fits on one screen then.
 */
export function planLines(style: Style, plan: PlanEvent): string[] {
  const { stage, source, destination, changes } = plan;
  const table = sidesTable(style, source, destination);
  const what =
    changes.length === 0 ? ['  Nothing is left to do.'] : changes.flatMap((change) => changeLines(style, change));
  return [
    '',
    style.chalk.bold(`${titles[stage]}: what it will do`),
    ...(table.length === 0 ? [] : [...table, '']),
    ...what,
    ...willNotArriveLines(style, plan.willNotArrive),
    '',
    ...(plan.asked === true ? [] : [...planCommandLines(style, plan), '']),
  ];
}

function changeLines(style: Style, { effect, what, detail }: PlannedChange): string[] {
  const isLoss = effect === 'drop';
  const more = detail === undefined ? '' : `: ${oneLine(detail)}`;
  const text = `Will ${effect} ${oneLine(what)}${more}${isLoss ? '. What is dropped cannot be brought back.' : ''}`;
  const [mark, paint] = markOf(style, effect);
  const label = mark === '' ? '  ' : `  ${paint(mark)} `;
  const columns = mark === '' ? 2 : mark.length + 3;
  return hanging(style, label, columns, text, isLoss ? paint : undefined);
}

function markOf(
  { chalk, alphabet, plain }: Style,
  effect: PlannedChange['effect'],
): [string, (text: string) => string] {
  if (effect === 'drop') return [plain('warning'), chalk.red.bold];
  // "Will create" says it.
  if (alphabet === 'words') return ['', (text) => text];
  if (effect === 'delete') return ['-', chalk.red];
  if (effect === 'create') return ['+', chalk.green];
  return effect === 'change' ? ['~', chalk.yellow] : ['$', chalk.cyan];
}

/** The command that does the same as a plan, as it can be pasted, and the variables that it needs. */
export function planCommandLines(
  style: Style,
  { command, variables }: Pick<PlanEvent, 'command' | 'variables'>,
): string[] {
  const needed =
    variables.length === 0
      ? []
      : indented(style, 0, `It reads the secrets from ${variables.map(oneLine).join(', ')}.`, style.chalk.dim);
  return [style.chalk.dim('The same without a terminal:'), ...shellLines(copyable(command), style.width()), ...needed];
}
