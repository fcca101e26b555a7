import type { ErrorCode } from '../core/error-codes.ts';
import { LivemigError } from '../core/errors.ts';
import { harmless, shortened } from '../core/harmless.ts';
import { tidied } from '../core/tidied.ts';
import type { Options } from './command-module.ts';
import { textOption } from './common-options.ts';
import type { RunPorts } from './run-ports.ts';
import { type SandboxEnd, series, topologies } from './sandbox-flags.ts';

/** Refuses a password in an argument, and options for a server that is not the sandbox's to choose. */
export function serverOptions(options: Options, ports: RunPorts) {
  return { ...serverOf('source', options, ports), ...serverOf('destination', options, ports) };
}

function serverOf(side: SandboxEnd, options: Options, ports: RunPorts) {
  const uri = uriOf(side, options, ports);
  const version = series.find((one) => one === textOption(options, `${side}Version`));
  const topology = topologies.find((one) => one === textOption(options, `${side}Topology`));
  if (uri !== undefined && (version ?? topology) !== undefined)
    throw notToChoose(side, version ? 'version' : 'topology');
  return {
    ...(uri === undefined ? {} : { [`${side}Uri` as const]: uri }),
    ...(version === undefined ? {} : { [`${side}Version` as const]: version }),
    ...(topology === undefined ? {} : { [`${side}Topology` as const]: topology }),
  };
}

function uriOf(side: SandboxEnd, options: Options, ports: RunPorts): string | undefined {
  const [typed, name] = [textOption(options, `${side}Uri`), textOption(options, `${side}UriEnv`)];
  if (typed !== undefined && name !== undefined) throw twoUris(side);
  if (typed !== undefined) {
    checkUri(side, typed, `--${side}-uri`);
    if (/^[^/]*\/\/[^@/]*:[^@/]*@/.test(typed)) throw passwordTyped(side);
    return typed;
  }
  if (name === undefined) return undefined;
  const held = tidied(ports.env[name] ?? '');
  if (!held) throw emptyVariable(side, name);
  checkUri(side, held, `The variable ${shortened(harmless(name))}`);
  return held;
}

function checkUri(side: SandboxEnd, uri: string, where: string): void {
  if (/^mongodb(\+srv)?:\/\/./.test(uri)) return;
  throw usage(
    'NOT_A_URI',
    `${where} is not a MongoDB connection string.`,
    `Give one such as mongodb://db01.example.com:27017/?replicaSet=rs0 for the ${side}.`,
  );
}

function passwordTyped(side: SandboxEnd) {
  const name = side === 'source' ? 'SOURCE' : 'DESTINATION';
  return usage(
    'PASSWORD_IN_ARGUMENT',
    `--${side}-uri holds a password, which everybody on this machine can read in the list of processes.`,
    `Put the connection string into a variable and name it: --${side}-uri-env MY_${name}_URI.`,
  );
}

function emptyVariable(side: SandboxEnd, name: string) {
  return usage(
    'EMPTY_VARIABLE',
    `--${side}-uri-env names the variable ${shortened(harmless(name))}, which is not set.`,
    `Set ${shortened(harmless(name))} to the connection string of the ${side}.`,
  );
}

function twoUris(side: SandboxEnd) {
  return usage('TWO_URIS', `Both --${side}-uri and --${side}-uri-env were given.`, 'Give one of them.');
}

function notToChoose(side: SandboxEnd, what: string) {
  return usage(
    'OWN_SERVER',
    `--${side}-${what} was given together with a ${side} of yours, which has its own ${what}.`,
    `Leave --${side}-${what} out.`,
  );
}

function usage(code: ErrorCode, message: string, fix: string): LivemigError {
  return new LivemigError({ kind: 'usage', code, message, fix });
}
