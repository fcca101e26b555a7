import type { ErrorCode } from '../core/error-codes.ts';
import { LivemigError } from '../core/errors.ts';
import { harmless, shortened } from '../core/harmless.ts';
import { tidied } from '../core/tidied.ts';
import type { Options } from './command-module.ts';
import { textOption } from './common-options.ts';
import type { Host } from './host.ts';
import { type Side, series, topologies } from './sandbox-flags.ts';

/** Refuses a password in an argument, and options for a server that is not the sandbox's to choose. */
export function serverOptions(options: Options, host: Host) {
  return { ...serverOf('source', options, host), ...serverOf('destination', options, host) };
}

function serverOf(side: Side, options: Options, host: Host) {
  const uri = uriOf(side, options, host);
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

function uriOf(side: Side, options: Options, host: Host): string | undefined {
  const [typed, name] = [textOption(options, `${side}Uri`), textOption(options, `${side}UriEnv`)];
  if (typed !== undefined && name !== undefined) throw twoUris(side);
  if (typed !== undefined) {
    checkUri(side, typed, `--${side}-uri`);
    if (/^[^/]*\/\/[^@/]*:[^@/]*@/.test(typed)) throw passwordTyped(side);
    return typed;
  }
  if (name === undefined) return undefined;
  const held = tidied(host.env[name] ?? '');
  if (!held) throw emptyVariable(side, name);
  checkUri(side, held, `The variable ${shortened(harmless(name))}`);
  return held;
}

function checkUri(side: Side, uri: string, where: string): void {
  if (/^mongodb(\+srv)?:\/\/./.test(uri)) return;
  throw usage(
    'NOT_A_URI',
    `${where} is not a MongoDB connection string.`,
    `Give one such as mongodb://db01.example.com:27017/?replicaSet=rs0 for the ${side}.`,
  );
}

function passwordTyped(side: Side) {
  const name = side === 'source' ? 'SOURCE' : 'DESTINATION';
  return usage(
    'PASSWORD_IN_ARGUMENT',
    `--${side}-uri holds a password, which everybody on this machine can read in the list of processes.`,
    `Put the connection string into a variable and name it: --${side}-uri-env MY_${name}_URI.`,
  );
}

function emptyVariable(side: Side, name: string) {
  return usage(
    'EMPTY_VARIABLE',
    `--${side}-uri-env names the variable ${shortened(harmless(name))}, which is not set.`,
    `Set ${shortened(harmless(name))} to the connection string of the ${side}.`,
  );
}

function twoUris(side: Side) {
  return usage('TWO_URIS', `Both --${side}-uri and --${side}-uri-env were given.`, 'Give one of them.');
}

function notToChoose(side: Side, what: string) {
  return usage(
    'OWN_SERVER',
    `--${side}-${what} was given together with a ${side} of yours, which has its own ${what}.`,
    `Leave --${side}-${what} out.`,
  );
}

function usage(code: ErrorCode, message: string, fix: string): LivemigError {
  return new LivemigError({ kind: 'usage', code, message, fix });
}
