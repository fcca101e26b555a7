import type { LivemigEvent } from '../core/events.ts';
import type { Look, Mark } from './look.ts';

type StageEvent = Extract<LivemigEvent, { type: 'stage' }>;

const order: readonly StageEvent['stage'][] = ['link', 'provision', 'start'];

const marks: Record<StageEvent['state'], Mark> = { todo: 'todo', 'in-progress': 'running', done: 'done' };

/** `link ✔ → provision ● → start ○`; a stage of which nothing is known yet counts as still to do. */
export function stageMap(look: Look, states: ReadonlyMap<StageEvent['stage'], StageEvent['state']>): string {
  const stages = order.map((stage) => `${stage} ${look.mark(marks[states.get(stage) ?? 'todo'])}`);
  return stages.join(` ${look.mark('arrow')} `);
}
