import type { LivemigError } from '../core/errors.ts';
import { emptyJournal } from '../core/journal.ts';
import type { Secret } from '../core/secret.ts';
import { answerAll } from '../engine/answer-all.ts';
import { problemsOf, rawOf } from '../engine/answers.ts';
import { refuseProblems } from '../engine/wrong-inputs.ts';
import { verifyNeeds } from '../stages/needs.ts';
import { Values } from '../stages/values.ts';
import { sourcesOf, unsetVariables } from './answer-sources.ts';
import type { Options } from './command-module.ts';
import { prompterFor } from './common-options.ts';
import { unconnected } from './connect-services.ts';
import { declaredFor } from './input-problems.ts';
import type { RunPorts } from './run-ports.ts';

export interface SideUris {
  readonly source: Secret;
  readonly destination: Secret;
}

/**
 * The connection strings of both sides, from their variables or from a person at a terminal. Throws kind `usage` for all that
 * is missing or wrong, with the problems of the flags.
 */
export async function sideUris(options: Options, ports: RunPorts, ofFlags: readonly LivemigError[]): Promise<SideUris> {
  const setup = { ...verifyNeeds, command: 'verify', readOnly: true, options };
  const prompter = prompterFor(options, ports);
  const sources = sourcesOf(setup, ports, emptyJournal(ports.clock.now()), prompter, undefined);
  const declared = declaredFor(setup, sources);
  const renamed = unsetVariables(setup, ports);
  refuseProblems([...ofFlags, ...renamed, ...problemsOf(setup.inputs, declared, sources)]);
  const answers = (await answerAll(setup.inputs, declared, sources, unconnected)) ?? {};
  const { sourceUri: source, destinationUri: destination } = Values.parse(rawOf(answers));
  if (source === undefined || destination === undefined) throw new Error('a connection string was not asked for');
  return { source, destination };
}
