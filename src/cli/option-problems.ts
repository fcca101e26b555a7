import type { ErrorCode } from '../core/error-codes.ts';
import { LivemigError } from '../core/errors.ts';
import { shown } from '../core/harmless.ts';
import type { Journal } from '../core/journal.ts';
import { shellWord } from '../core/shell-word.ts';
import { cutoverRequest } from '../stages/start/cutover-request.ts';
import type { Options } from './command-module.ts';
import { pollMsOf, textOption, timeoutOf } from './common-options.ts';
import type { RunPorts } from './run-ports.ts';

/** Two flags of which one says what the other denies. */
const opposites: readonly (readonly [one: string, other: string, isBoth: (options: Options) => boolean])[] = [
  ['--detach', '--cutover', ({ detach, cutover }) => detach === true && cutover !== undefined],
  // It ends before anything could happen.
  ['--detach', '--notify', ({ detach, notify }) => detach === true && notify !== undefined],
  ['--detach', '--notify-command', ({ detach, notifyCommand }) => detach === true && notifyCommand !== undefined],
  ['--detach', '--hooks', ({ detach, hooks }) => detach === true && hooks !== undefined],
  ['--detach', '--metrics-file', ({ detach, metricsFile }) => detach === true && metricsFile !== undefined],
  ['--detach', '--metrics-port', ({ detach, metricsPort }) => detach === true && metricsPort !== undefined],
  [
    '--adopt-migration',
    '--create-again',
    (options) => isGiven(options, 'adoptMigration') && options.createAgain === true,
  ],
  [
    '--managed-authentication',
    '--source-username',
    (options) => options.managedAuthentication === true && isGiven(options, 'sourceUsername'),
  ],
  ['--no-source-tls', '--source-ca-file', (options) => options.sourceTls === false && isGiven(options, 'sourceCaFile')],
  ['--ssh', '--agent', ({ ssh, agent }) => ssh !== undefined && agent !== undefined && agent !== 'ssh'],
  [
    '--private-link-id',
    '--network',
    ({ privateLinkId, network }) => privateLinkId !== undefined && network !== undefined && network !== 'private-link',
  ],
];

/** What is wrong with the flags that are no inputs, and with flags beside each other; asks nobody. */
export function optionProblems(options: Options, ports: RunPorts): LivemigError[] {
  return [
    ...problemsIn(() => timeoutOf(options)),
    ...problemsIn(() => pollMsOf(ports)),
    ...cutoverProblem(options),
    ...opposites.filter(([, , isBoth]) => isBoth(options)).map(([one, other]) => contradiction(one, other)),
  ];
}

/**
 * Where nobody can be asked, what cannot be undone is refused before the first request, and not after hours of waiting.
 * `cluster` is undefined where it is missing itself.
 */
export function confirmProblems(
  command: string,
  options: Options,
  journal: Journal,
  cluster: string | undefined,
): LivemigError[] {
  const clears = command === 'start' && options.dropDestination === true;
  const cutsOver = command === 'cutover' || (command === 'start' && options.cutover !== undefined);
  const confirm = textOption(options, 'confirm');
  const isConfirmed = confirm !== undefined && (cluster === undefined || confirm === cluster);
  const hasBegun = cutoverRequest(journal) !== undefined;
  return (clears || cutsOver) && !isConfirmed && !hasBegun && options.dryRun !== true
    ? [notConfirmed(cluster, confirm)]
    : [];
}

/** A fault as a value, so that others can be told beside it. */
export function problemsIn(call: () => unknown): LivemigError[] {
  try {
    call();
    return [];
  } catch (error) {
    if (error instanceof LivemigError) return [error];
    throw error;
  }
}

function isGiven(options: Options, name: string): boolean {
  return textOption(options, name) !== undefined;
}

function cutoverProblem(options: Options): LivemigError[] {
  const cutover = textOption(options, 'cutover');
  if (cutover === undefined || cutover === 'auto') return [];
  const message = `--cutover is ${shown(cutover)}; it must be auto.`;
  return [usage('CUTOVER', message, 'Leave --cutover out, unless a cutover without a question is what you want.')];
}

function contradiction(one: string, other: string): LivemigError {
  return usage('CONTRADICTION', `${one} and ${other} contradict each other.`, 'Leave one of them out.');
}

/** `given` is what `--confirm` says instead. */
export function notConfirmed(cluster: string | undefined, given: string | undefined): LivemigError {
  const name = cluster === undefined ? '' : `, ${cluster}`;
  const other = given === undefined ? '' : ` --confirm is ${shown(given)}.`;
  return usage(
    'NOT_CONFIRMED',
    `This cannot be undone, so it has to be confirmed with the name of the destination cluster${name}.${other}`,
    `Add --confirm ${cluster === undefined ? 'CLUSTER' : shellWord(cluster)}.`,
  );
}

function usage(code: ErrorCode, message: string, fix: string): LivemigError {
  return new LivemigError({ kind: 'usage', code, message, fix });
}
