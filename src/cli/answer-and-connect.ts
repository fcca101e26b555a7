import type { CredentialSide } from '../core/credentials.ts';
import { type AnswerOptions, answerAll } from '../engine/answer-all.ts';
import { type AnswerSources, type Answers, rawOf } from '../engine/answers.ts';
import { Values } from '../stages/values.ts';
import { type Connecting, connectServices, credentialsAtHand, unconnected } from './connect-services.ts';
import { declaredFor, inputsOf, sidesOf } from './input-problems.ts';
import { refuseOtherTargets } from './journal-inputs.ts';
import type { RunPorts } from './run-ports.ts';
import type { SessionSetup } from './session-setup.ts';

/** Asks, and connects as soon as it can; `undefined` where nothing is changed after all. */
export async function answerAndConnect(
  setup: SessionSetup,
  sources: AnswerSources,
  connecting: Connecting,
  { isChange, ...options }: Required<Pick<AnswerOptions, 'drafts' | 'kept' | 'again'>> & { readonly isChange: boolean },
) {
  const { ports } = connecting;
  const sides = sidesOf(setup, ports, sources);
  const { first, rest } = inputsOf(setup, sides);
  const declared = declaredFor(setup, sources);
  for (let wanted = options; ; ) {
    const before: Answers = (await answerAll(first, declared, sources, unconnected, wanted)) ?? {};
    const values = Values.parse(rawOf(before));
    const { services: connected, isAsked } = await connectServices(sides, values, connecting);
    const services = setup.forgiving?.services(connected) ?? connected;
    const canLeave = isAsked || isChange || Object.values(before).some(({ origin }) => origin === 'answer');
    const judge = (found: Answers) => refuseOtherTargets(found, connecting.journal.current());
    const answers = await answerAll(rest, declared, sources, services, { ...wanted, before, canLeave, judge });
    if (answers !== undefined) return { services, answers, sides, credentialVariables: variablesUsed(sides, ports) };
    if (isChange) return undefined;
    // Whoever goes back before the first of these wants to connect otherwise.
    ports.typedCredentials.clear();
    wanted = { ...options, kept: {} };
  }
}

function variablesUsed(sides: readonly CredentialSide[], ports: RunPorts): string[] {
  return sides.flatMap((side) => credentialsAtHand(side, ports)?.variables ?? []);
}
