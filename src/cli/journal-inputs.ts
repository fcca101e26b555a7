import { LivemigError } from '../core/errors.ts';
import { fixedBy } from '../core/inputs.ts';
import { type InputValue, type Journal, progressOf, withInputs, withNames } from '../core/journal.ts';
import { type Answer, type AnswerSources, type Answers, given } from '../engine/answers.ts';
import type { JournalKeeper } from '../engine/journal-keeper.ts';
import { originText } from '../engine/origin.ts';
import { inputs, isInputKey } from '../stages/inputs.ts';
import type { Needs } from '../stages/needs.ts';
import type { RunPorts } from './run-ports.ts';

/** Another target would be another migration: refused once a step that depends on it has begun, never merged. */
export function refuseOtherTargets(answers: Answers, journal: Journal): void {
  const changed = Object.entries(answers).filter(([key, { raw }]) => {
    const before = journal.inputs[key];
    const step = isInputKey(key) ? fixedBy(inputs[key]) : undefined;
    if (step === undefined || before === undefined || progressOf(journal, step) === 'none') return false;
    return !isSame(key, raw, before);
  });
  if (changed.length === 0) return;
  const lines = changed.map(
    ([key, { raw, origin }]) =>
      `  - ${key}: ${String(raw)} (${originText(origin)}), but this migration has ${String(journal.inputs[key])}`,
  );
  throw new LivemigError({
    kind: 'usage',
    code: 'OTHER_TARGET',
    message: `This directory holds a migration with other targets:\n${lines.join('\n')}`,
    fix: 'Leave the flag or variable out to go on with it, or start another migration with --dir DIR.',
  });
}

/** Tells, once, where each value comes from that nobody typed as an answer; secrets as stars. */
export function createOrigins(ports: RunPorts): (key: string, answer: Answer) => void {
  const told = new Set<string>();
  return (key, { raw, name, ...answer }) => {
    const origin = originText(answer.origin);
    const value = isInputKey(key) && inputs[key].kind === 'secret' ? '********' : String(raw);
    const what = `${key} ${value} ${origin}`;
    if (told.has(what)) return;
    told.add(what);
    const called = name === undefined || name === value ? {} : { name };
    ports.reporter.report({
      type: 'input',
      time: ports.clock.now().toISOString(),
      input: key,
      value,
      ...called,
      origin,
    });
  };
}

/** What a later command will need and the journal does not hold, except secrets, defaults and a person's word. */
export function newInputs(answers: Answers, journal: Journal): Record<string, InputValue> {
  const kept: Record<string, InputValue> = {};
  for (const [key, { raw, origin }] of Object.entries(answers)) {
    if (!isInputKey(key) || inputs[key].kind === 'secret' || inputs[key].spoken || origin === 'default') continue;
    if (!isRemembered(key, raw, journal)) kept[key] = raw;
  }
  return kept;
}

/** Writes only what is new. */
export async function rememberInputs(answers: Answers, journal: JournalKeeper): Promise<void> {
  const kept = newInputs(answers, journal.current());
  if (Object.keys(kept).length === 0) return;
  const names = namesIn(answers, Object.keys(kept));
  await journal.update((before) => withNames(withInputs(before, kept), names));
}

/** What the journal remembers of the inputs that a command does not ask for. */
export function answersElsewhere(
  { inputs: keys }: Pick<Needs, 'inputs'>,
  journal: Journal,
  sources: AnswerSources,
): Answers {
  const others = Object.entries(journal.inputs).flatMap(([key, raw]) => {
    if (!isInputKey(key) || keys.includes(key)) return [];
    const { origin = 'journal' } = given(key, inputs[key], { ...sources, flags: {} }) ?? {};
    return [[key, { raw, origin }] as const];
  });
  return Object.fromEntries(others);
}

/** What the ids among the answers to these inputs are called. */
export function namesIn(answers: Answers, keys: readonly string[] = Object.keys(answers)): Record<string, string> {
  const named = keys.flatMap((key) => {
    const { raw, name } = answers[key] ?? {};
    return typeof raw === 'string' && name !== undefined && name !== raw ? [[raw, name] as const] : [];
  });
  return Object.fromEntries(named);
}

/** Whether the journal holds this very answer, if need be in another way to write it. */
export function isRemembered(key: string, raw: InputValue, journal: Journal): boolean {
  return isSame(key, raw, journal.inputs[key]);
}

/** The same value, if need be in another way to write it. */
function isSame(key: string, one: InputValue, other: InputValue | undefined): boolean {
  if (JSON.stringify(one) === JSON.stringify(other)) return true;
  if (!isInputKey(key) || typeof one !== 'string' || typeof other !== 'string') return false;
  return inputs[key].isSame?.(one, other) === true;
}
