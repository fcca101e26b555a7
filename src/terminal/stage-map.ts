import type { LivemigEvent } from '../core/events.ts';
import type { Mark } from './marks.ts';
import { oneLine, padded } from './plain-text.ts';
import { hanging, type Style } from './style.ts';

export type StageEvent = Extract<LivemigEvent, { type: 'stage' }>;
export type Stages = ReadonlyMap<StageEvent['stage'], StageEvent>;

const order = ['link', 'provision', 'start'] as const;
const marks: Record<StageEvent['state'], Mark> = { todo: 'todo', 'in-progress': 'running', done: 'done' };

/** A line of the map. The last part of a stage has one of its own, because nothing can undo it. */
interface Row {
  readonly stage: StageEvent['stage'];
  readonly name: string;
  readonly mark: Mark;
  readonly fact: string;
}

/**
 * Where the migration stands: a line for each stage with what is known of it; where nothing is, or for a glance, one
 * line for all. A stage of which nothing has been said counts as still to do.
 *
 * @param only the stages of which there is news, where the others were shown before
 */
export function stageMap(
  style: Style,
  stages: Stages,
  only: ReadonlySet<StageEvent['stage']> = new Set(order),
): string[] {
  const rows = rowsOf(stages);
  const longest = Math.max(...rows.map(({ name }) => name.length));
  const hasFacts = rows.some(({ fact }) => fact !== '');
  const drawn = style.alphabet === 'words' ? spokenLines : stageLines;
  if (style.alphabet === 'words' || hasFacts) {
    return rows.flatMap((row, index) => (only.has(row.stage) ? drawn(style, index, row, longest) : []));
  }
  const all = order.map((stage) => `${stage} ${style.mark(marks[stages.get(stage)?.state ?? 'todo'])}`);
  return [all.join(` ${style.mark('arrow')} `)];
}

/** What is known of the last stage is about the cutover, once that is asked for: what comes before has been done then. */
function rowsOf(stages: Stages): Row[] {
  const row = (stage: StageEvent['stage'], name: string): Row => {
    const { state, fact } = stages.get(stage) ?? { state: 'todo' };
    return { stage, name, mark: marks[state], fact: oneLine(fact ?? '') };
  };
  const start = row('start', 'Start');
  const cutover = stages.get('start')?.cutover ?? 'todo';
  const last =
    cutover === 'todo'
      ? [start, { ...start, name: 'Cut over', mark: marks.todo, fact: '' }]
      : [
          { ...start, mark: marks.done, fact: '' },
          { ...start, name: 'Cut over', mark: marks[cutover] },
        ];
  return [row('link', 'Link'), row('provision', 'Provision'), ...last];
}

function stageLines(style: Style, index: number, { name, mark, fact }: Row, longest: number): string[] {
  const before = `  ${index + 1} `;
  const columns = before.length + style.plain(mark).length + 1 + longest + 2;
  const label = `${before}${style.mark(mark)} ${style.chalk.bold(padded(name, longest))}  `;
  return hanging(style, label, columns, fact).map((line) => line.trimEnd());
}

function spokenLines(style: Style, index: number, { name, mark, fact }: Row): string[] {
  const label = `${index + 1}. ${style.plain(mark)} `;
  return hanging(style, label, label.length, `${name}${fact === '' ? '' : `, ${fact}`}`);
}
