import type { CutoverTerms } from '../cutover/armed-cutover.ts';
import { harmless } from '../harmless.ts';
import type { GateFacts } from './gate-facts.ts';
import type { GateJudgement } from './gate-judgement.ts';
import { type GateName, gateNames } from './gate-name.ts';
import { gates } from './gates.ts';
import type { SeenGate } from './seen-gate.ts';

/** A gate, and in how many milliseconds it would be met by itself, where that can be told. */
export interface JudgedGate {
  readonly seen: SeenGate;
  readonly inMs: number | undefined;
}

/** All gates, in their order. */
export function judgeGates(facts: GateFacts, terms: CutoverTerms): JudgedGate[] {
  return gateNames.map((name) => {
    const judgement = gates[name].judge(facts, terms.maxLagSeconds);
    return { seen: seenGate(name, judgement, terms), inMs: judgement.is === 'not-met' ? judgement.inMs : undefined };
  });
}

function seenGate(name: GateName, judgement: GateJudgement, { acceptedGates, requiredGates }: CutoverTerms): SeenGate {
  const { title, refuses, byAtlas } = gates[name];
  const [isRequired, accepted] = [requiredGates.includes(name), acceptedGates.find(({ gate }) => gate === name)];
  const message = harmless(
    judgement.is === 'not-looked-at' ? `not looked at: ${judgement.message}` : judgement.message,
  );
  const told = { gate: name, title, message, ...(isRequired && !refuses ? { required: true as const } : {}) };
  if (judgement.is === 'met') return { ...told, state: 'met' };
  const more = judgement.is === 'not-met' ? { fix: judgement.fix } : {};
  if (accepted !== undefined && byAtlas !== true)
    return { ...told, state: 'accepted', because: harmless(accepted.because) };
  if (isRequired || (refuses && judgement.is === 'not-met')) return { ...told, ...more, state: 'refuses' };
  return { ...told, ...more, state: judgement.is === 'not-met' ? 'warns' : 'not-looked-at' };
}
