import { LivemigError } from '../core/errors.ts';
import { harmless, shortened } from '../core/harmless.ts';
import { type Journal, progressOf } from '../core/journal.ts';
import { isCreation } from '../core/past.ts';
import type { Prompter } from '../core/ports.ts';
import type { StepId } from '../core/step.ts';
import { tidied } from '../core/tidied.ts';
import type { AnswerSources } from '../engine/answers.ts';
import { renamedVariables, stdinInput, typedInputs } from './input-flags.ts';
import type { RunPorts } from './run-ports.ts';
import type { SessionSetup } from './session-setup.ts';

/** Where the answers of a command come from; `stdin` is what was read there, where a flag says so. */
export function sourcesOf(
  setup: SessionSetup,
  ports: RunPorts,
  journal: Journal,
  prompter: Prompter | undefined,
  stdin: string | undefined,
): AnswerSources {
  const { inputs: keys } = setup;
  const flags = typedInputs(setup.options, keys);
  const piped = stdinInput(setup.options, keys);
  if (piped !== undefined) flags[piped] = stdin;
  for (const [key, name] of Object.entries(renamedVariables(setup.options, keys))) flags[key] = setIn(ports, name);
  // What is created again needs all that creating it took; what is adopted has been created by somebody.
  const isAgain = setup.options.createAgain === true;
  const isAdopted = (step: StepId) => isCreation(step) && setup.options.adoptMigration !== undefined;
  const isCarriedOut = (step: StepId) =>
    isAdopted(step) || (!isAgain && ['submitted', 'done'].includes(progressOf(journal, step)));
  const { inputs: remembered, names: rememberedNames = {} } = journal;
  const { env, profile } = ports;
  return { flags, env, remembered, rememberedNames, profile, prompter, isCarriedOut };
}

/** The variables that a flag names and nobody has set, as problems. */
export function unsetVariables(setup: SessionSetup, ports: RunPorts): LivemigError[] {
  return Object.entries(renamedVariables(setup.options, setup.inputs))
    .filter(([, name]) => setIn(ports, name) === undefined)
    .map(([key, name]) => emptyVariable(key, name));
}

/** A name such as toString would find what every object has. */
function setIn({ env }: RunPorts, name: string): string | undefined {
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  return value === undefined || tidied(value) === '' ? undefined : value;
}

function emptyVariable(key: string, name: string): LivemigError {
  return new LivemigError({
    kind: 'usage',
    code: 'INPUTS',
    message: `${key} is to be read from the variable ${shortened(harmless(name))}, which is not set.`,
    fix: 'Set it, or name another one.',
  });
}
