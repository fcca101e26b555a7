import type { LivemigEvent } from '../core/events.ts';
import type { Mark } from './marks.ts';
import { oneLine, padded } from './plain-text.ts';
import { hanging, type Style } from './style.ts';

export type StageEvent = Extract<LivemigEvent, { type: 'stage' }>;
export type Stages = ReadonlyMap<StageEvent['stage'], StageEvent>;

const names: Readonly<Record<StageEvent['stage'], string>> = { link: 'Link', provision: 'Provision', start: 'Start' };
const order = ['link', 'provision', 'start'] as const;
const longestName = Math.max(...Object.values(names).map((name) => name.length));

const marks: Record<StageEvent['state'], Mark> = { todo: 'todo', 'in-progress': 'running', done: 'done' };

/**
 * Where the migration stands: a line for each stage with what is known of it; where nothing is, or for a glance, one
 * line for all. A stage of which nothing has been said counts as still to do.
 */
export function stageMap(style: Style, stages: Stages): string[] {
  const hasFacts = [...stages.values()].some(({ fact }) => fact !== undefined);
  if (style.alphabet === 'words') return order.flatMap((stage, index) => spokenLine(style, index, stage, stages));
  if (hasFacts) return order.flatMap((stage, index) => stageLines(style, index, stage, stages));
  const all = order.map((stage) => `${stage} ${style.mark(markOf(stage, stages))}`);
  return [all.join(` ${style.mark('arrow')} `)];
}

function stageLines(style: Style, index: number, stage: StageEvent['stage'], stages: Stages): string[] {
  const mark = markOf(stage, stages);
  const name = padded(names[stage], longestName);
  const before = `  ${index + 1} `;
  const columns = before.length + style.plain(mark).length + 1 + longestName + 2;
  const label = `${before}${style.mark(mark)} ${style.chalk.bold(name)}  `;
  return hanging(style, label, columns, factOf(stage, stages)).map((line) => line.trimEnd());
}

function spokenLine(style: Style, index: number, stage: StageEvent['stage'], stages: Stages): string[] {
  const fact = factOf(stage, stages);
  const text = `${names[stage]}${fact === '' ? '' : `, ${fact}`}`;
  const label = `${index + 1}. ${style.plain(markOf(stage, stages))} `;
  return hanging(style, label, label.length, text);
}

function markOf(stage: StageEvent['stage'], stages: Stages): Mark {
  return marks[stages.get(stage)?.state ?? 'todo'];
}

function factOf(stage: StageEvent['stage'], stages: Stages): string {
  return oneLine(stages.get(stage)?.fact ?? '');
}
