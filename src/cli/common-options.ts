import { LivemigError } from '../core/errors.ts';
import { shown } from '../core/harmless.ts';
import type { Prompter } from '../core/ports.ts';
import { shellWord } from '../core/shell-word.ts';
import { tidied } from '../core/tidied.ts';
import type { Options } from './command-module.ts';
import type { Flag, FlagGroup } from './flags.ts';
import type { RunPorts } from './run-ports.ts';

/** Where the state of a migration is kept unless somebody says otherwise. */
export const usualDirectory = '.livemig';

export const timeout: Flag = {
  flag: '--timeout <duration>',
  description: 'end after this time at the latest, such as 90s, 20m or 2h (exit code 8)',
};

export const profileFlag = '--profile <name>';

/** The flags that every command has. */
export const commonFlags: FlagGroup = {
  title: 'Common',
  flags: [
    {
      flag: '--dir <dir>',
      description: 'where the state of the migration is kept',
      env: ['LIVEMIG_DIR'],
      default: usualDirectory,
    },
    {
      flag: profileFlag,
      description:
        'take what is not given otherwise from this profile of Atlas CLI and mongocli: keys, organization, project, address',
      env: ['LIVEMIG_PROFILE'],
    },
    { flag: '--json', description: 'print one JSON event per line on standard output; the last one is the result' },
    { flag: '--input', description: 'ask what is missing with --json too, where there is a terminal' },
    { flag: '--no-input', description: 'never ask; name everything that is missing instead' },
    { flag: '--quiet', description: 'print only warnings and the result' },
    { flag: '--verbose', description: 'print where each input came from, each request, and what caused an error' },
    { flag: '--no-color', description: 'no colours' },
    {
      flag: '--accessible',
      description: 'no spinner, no redraw, numbered choices; for screen readers',
      env: ['LIVEMIG_ACCESSIBLE'],
    },
    {
      flag: '--progress <how>',
      description: 'tty: draw what goes on over again in place; plain: a line for each change; auto finds out',
      oneOf: ['auto', 'tty', 'plain'],
    },
    timeout,
    { flag: '--help', description: 'show this help, as -h does' },
  ],
};

/** Variables that no flag stands for. */
export const otherVariables: Readonly<Record<string, string>> = {
  LIVEMIG_POLL_INTERVAL: 'a fixed time between two polls of a migration, such as 5s',
  HTTPS_PROXY: 'the proxy on the way to Atlas and the manager; NO_PROXY names whom it is not for',
  CI: 'where it is set, nothing is ever asked, and no line is redrawn',
  NO_COLOR: 'no colours (--no-color)',
  FORCE_COLOR: 'colours where there is no terminal: 1, 2 or 3; 0 for none',
};

/** Where a command writes what it has made: one word for it everywhere. */
export function outputTo(what: '<file>' | '<dir>', description: string): Flag {
  return { flag: `--output ${what}`, short: '-o', description };
}

export const dryRun: Flag = {
  flag: '--dry-run',
  description:
    'show the steps that would run, and what would block them (exit code 3); sends reads only and writes no file',
};

export function textOption(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

/** Who answers questions: nobody with `--no-input`, nor with `--json`, which a program reads, unless `--input` says so. */
export function prompterFor({ input, json }: Options, ports: RunPorts): Prompter | undefined {
  return input === true || (input !== false && json !== true) ? ports.prompter() : undefined;
}

export function directoryOf(options: Options): string {
  return textOption(options, 'dir') ?? usualDirectory;
}

/** The part of a follow-up command that leads to the same migration, with the same profile. */
export function dirFlag(options: Options): string {
  const dir = directoryOf(options);
  const profile = textOption(options, 'profile');
  const [toDir, withProfile] = [` --dir ${shellWord(dir)}`, ` --profile ${shellWord(profile ?? '')}`];
  return `${dir === usualDirectory ? '' : toDir}${profile === undefined ? '' : withProfile}`;
}

/** Milliseconds of `--timeout`. Throws kind `usage` where it is no duration. */
export function timeoutOf(options: Options): number | undefined {
  const timeout = textOption(options, 'timeout');
  return timeout === undefined ? undefined : durationMs(timeout, '--timeout');
}

/** The same before the command runs, which refuses by itself what is no duration. */
export function readableTimeout(options: Options): number | undefined {
  return readDuration(textOption(options, 'timeout') ?? '');
}

/** The fixed time between two looks, where `LIVEMIG_POLL_INTERVAL` sets one. */
export function pollMsOf(ports: RunPorts): number | undefined {
  const interval = tidied(ports.env.LIVEMIG_POLL_INTERVAL ?? '');
  return interval !== '' ? durationMs(interval, 'LIVEMIG_POLL_INTERVAL') : undefined;
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const longestMs = 365 * 86_400_000;

/** Milliseconds of `90s`, `20m`, `2h`, `5d`; a bare number is seconds. */
export function durationMs(text: string, name: string): number {
  const result = readDuration(text);
  if (result !== undefined) return result;
  throw new LivemigError({
    kind: 'usage',
    code: 'DURATION',
    message: `${name} is ${shown(text)}, which is not a duration.`,
    fix: 'Give a number with a unit: 500ms, 90s, 20m, 2h or 5d, at most 365d.',
  });
}

function readDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?$/.exec(tidied(text));
  const result = Number(match?.[1]) * (units[match?.[2] ?? 's'] ?? Number.NaN);
  return result > 0 && result <= longestMs ? result : undefined;
}
