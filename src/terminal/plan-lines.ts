import type { Change, PlanEvent } from '../core/events.ts';
import { hanging, indented, type Look } from './look.ts';
import { copyable, oneLine } from './plain-text.ts';
import { shellLines } from './shell-lines.ts';
import { sidesTable } from './sides-table.ts';

const titles: Readonly<Record<PlanEvent['stage'], string>> = { link: 'Link', provision: 'Provision', start: 'Start' };

/**
 * What a stage is about to do: with which source and destination, what it changes, and the command that does the same.
 * Where a person is asked, that command is left out until they want to see it: all of a plan fits on one screen then.
 */
export function planLines(look: Look, plan: PlanEvent): string[] {
  const { stage, source, destination, changes } = plan;
  const table = sidesTable(look, source, destination);
  const what =
    changes.length === 0 ? ['  Nothing is left to do.'] : changes.flatMap((change) => changeLines(look, change));
  return [
    '',
    look.chalk.bold(`${titles[stage]}: what it will do`),
    ...(table.length === 0 ? [] : [...table, '']),
    ...what,
    '',
    ...(plan.asked === true ? [] : [...planCommandLines(look, plan), '']),
  ];
}

function changeLines(look: Look, { effect, what, detail }: Change): string[] {
  const isLoss = effect === 'drop';
  const more = detail === undefined ? '' : `: ${oneLine(detail)}`;
  const text = `Will ${effect} ${oneLine(what)}${more}${isLoss ? '. What is dropped cannot be brought back.' : ''}`;
  const [mark, paint] = markOf(look, effect);
  const label = mark === '' ? '  ' : `  ${paint(mark)} `;
  const columns = mark === '' ? 2 : mark.length + 3;
  return hanging(look, label, columns, text, isLoss ? paint : undefined);
}

function markOf({ chalk, alphabet, plain }: Look, effect: Change['effect']): [string, (text: string) => string] {
  if (effect === 'drop') return [plain('warning'), chalk.red.bold];
  // "Will create" says it.
  if (alphabet === 'words') return ['', (text) => text];
  if (effect === 'delete') return ['-', chalk.red];
  if (effect === 'create') return ['+', chalk.green];
  return effect === 'change' ? ['~', chalk.yellow] : ['$', chalk.cyan];
}

/** The command that does the same as a plan, as it can be pasted, and the variables that it needs. */
export function planCommandLines(
  look: Look,
  { command, variables }: Pick<PlanEvent, 'command' | 'variables'>,
): string[] {
  const needed =
    variables.length === 0
      ? []
      : indented(look, 0, `It reads the secrets from ${variables.map(oneLine).join(', ')}.`, look.chalk.dim);
  return [look.chalk.dim('The same without a terminal:'), ...shellLines(copyable(command), look.width()), ...needed];
}
