import type { LivemigEvent } from '../core/events.ts';
import type { RunPorts } from './run-ports.ts';

type Level = Extract<LivemigEvent, { type: 'note' }>['level'];

/** Tells somebody something that belongs to no step; `debug` is for those who want to know more than they need. */
export function tell({ reporter, clock }: Pick<RunPorts, 'reporter' | 'clock'>, level: Level, message: string): void {
  reporter.report({ type: 'note', time: clock.now().toISOString(), level, message });
}
