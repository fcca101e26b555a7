import type { LivemigEvent } from '../core/events.ts';
import { hanging, type Look } from './look.ts';
import type { Mark } from './marks.ts';
import { oneLine, padded } from './plain-text.ts';

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
export function stageMap(look: Look, stages: Stages): string[] {
  const hasFacts = [...stages.values()].some(({ fact }) => fact !== undefined);
  if (look.alphabet === 'words') return order.flatMap((stage, index) => spokenLine(look, index, stage, stages));
  if (hasFacts) return order.flatMap((stage, index) => stageLines(look, index, stage, stages));
  const all = order.map((stage) => `${stage} ${look.mark(markOf(stage, stages))}`);
  return [all.join(` ${look.mark('arrow')} `)];
}

function stageLines(look: Look, index: number, stage: StageEvent['stage'], stages: Stages): string[] {
  const mark = markOf(stage, stages);
  const name = padded(names[stage], longestName);
  const before = `  ${index + 1} `;
  const columns = before.length + look.plain(mark).length + 1 + longestName + 2;
  const label = `${before}${look.mark(mark)} ${look.chalk.bold(name)}  `;
  return hanging(look, label, columns, factOf(stage, stages)).map((line) => line.trimEnd());
}

function spokenLine(look: Look, index: number, stage: StageEvent['stage'], stages: Stages): string[] {
  const fact = factOf(stage, stages);
  const text = `${names[stage]}${fact === '' ? '' : `, ${fact}`}`;
  const label = `${index + 1}. ${look.plain(markOf(stage, stages))} `;
  return hanging(look, label, label.length, text);
}

function markOf(stage: StageEvent['stage'], stages: Stages): Mark {
  return marks[stages.get(stage)?.state ?? 'todo'];
}

function factOf(stage: StageEvent['stage'], stages: Stages): string {
  return oneLine(stages.get(stage)?.fact ?? '');
}
