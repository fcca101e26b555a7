import { gatesText, type WantedWhen } from '../core/gates/gate-words.ts';
import type { SeenGate } from '../core/gates/seen-gate.ts';
import type { RunPorts } from './run-ports.ts';

/** All gates with their state. */
export function tellGates(
  gates: readonly SeenGate[],
  { reporter, clock }: Pick<RunPorts, 'reporter' | 'clock'>,
  wanted?: WantedWhen,
): void {
  reporter.report({
    type: 'gates',
    time: clock.now().toISOString(),
    text: gatesText(gates, wanted),
    gates: [...gates],
  });
}
