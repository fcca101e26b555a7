import { areToBeStopped } from '../core/gates/before-hooks.ts';
import { refusalBy, refusing } from '../core/gates/gate-words.ts';
import type { SeenGate } from '../core/gates/seen-gate.ts';
import type { MigrationDetails } from '../core/results/migration-details.ts';
import { gatesNow } from '../stages/start/gates-now.ts';
import { answerChecklist, keepAnswer } from './answer-checklist.ts';
import type { Options } from './command-module.ts';
import type { RunPorts } from './run-ports.ts';
import type { Session } from './session.ts';
import { tellGates } from './tell-gates.ts';
import { leftBefore, whatNow } from './what-now.ts';

/** The gates as they were told last, and as they let the cutover pass last, as JSON: the same is no news. */
export interface ToldGates {
  gates?: string;
  passed?: string;
}

interface Passing {
  readonly session: Session;
  readonly options: Options;
  readonly ports: RunPorts;
  readonly told: ToldGates;
  /** Whether it was approved, and the hooks have run. */
  readonly isApproved: boolean;
}

/**
 * Looks at all gates right before a cutover, and throws what refuses; on a terminal a person may have it looked at again.
 * What was accepted is written down as their decision.
 */
export async function passGates(
  migration: MigrationDetails,
  { session, options, ports, told, isApproved }: Passing,
): Promise<void> {
  for (;;) {
    ports.reporter.busy?.('Looking at the gates of the cutover');
    const hooksToCome = isApproved ? [] : session.world.hooks.given.map(({ name }) => name);
    const pause = (ms: number) => ports.clock.sleep(ms, ports.signal);
    const seen = await gatesNow(session.world, migration, {
      hooksToCome,
      ...(!areToBeStopped(hooksToCome) && { pause }),
    });
    const refusal = refusalBy(seen);
    const news = newsOf(seen);
    // A person who has it looked at again wants to see what came of it.
    const isAsked = refusal !== undefined && session.prompter !== undefined;
    if (told.gates !== news || isAsked) tellGates(seen, ports);
    told.gates = news;
    if (refusal === undefined) {
      if (told.passed !== news) await keepDecisions(seen, session);
      told.passed = news;
      return;
    }
    if (session.prompter === undefined) throw refusal;
    if (await answerChecklist(refusing(seen), session)) continue;
    const message = 'The cutover was not requested. What now?';
    if ((await whatNow(session, { message, goOn: 'Look again' })) === 'leave')
      throw leftBefore(refusal, 'You left; the cutover was not requested. What refuses it stands above.', options);
  }
}

/** What can be otherwise at every look is no news by itself. */
export function newsOf(seen: readonly SeenGate[]): string {
  return JSON.stringify(seen.map(({ gate, state }) => [gate, state]));
}

async function keepDecisions(seen: readonly SeenGate[], session: Session): Promise<void> {
  const { world, journal } = session;
  for (const { gate, state, message, because } of seen) {
    if (state === 'accepted')
      journal.note({ kind: 'decision', decision: `accepted the gate ${gate} (${message}) because: ${because}` });
  }
  const answer = world.terms.acceptedGates.find(({ gate }) => gate === 'checklist');
  if (answer !== undefined && journal.current().checklist === undefined) await keepAnswer(session, answer.because);
}
