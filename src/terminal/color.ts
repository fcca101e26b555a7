import type { Alphabet } from './marks.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** As chalk counts: 0 none, 1 the 16 basic colours, 2 256 colours, 3 all. */
export type ColorLevel = 0 | 1 | 2 | 3;

export interface ColorQuestion {
  readonly env: Environment;
  /** Whether the stream that is written to is a terminal. */
  readonly isTerminal: boolean;
  readonly noColorFlag: boolean;
}

/**
 * How colourful output may be. The flag wins over FORCE_COLOR and CLICOLOR_FORCE, which win over NO_COLOR, TERM=dumb,
 * CI and a stream that is no terminal (no-color.org, force-color.org, bixense.com/clicolors).
 *
 * Chalk 5 does not read NO_COLOR, so its own detection is never used.
 */
export function colorLevel({ env, isTerminal, noColorFlag }: ColorQuestion): ColorLevel {
  if (noColorFlag) return 0;
  const forced = forcedLevel(env);
  if (forced !== undefined) return forced;
  const isOff = !isTerminal || isSet(env, 'NO_COLOR') || isSet(env, 'CI') || env.TERM === 'dumb';
  return isOff ? 0 : levelOfTerminal(env);
}

function forcedLevel(env: Environment): ColorLevel | undefined {
  const force = env.FORCE_COLOR;
  if (force === '0' || force === 'false') return 0;
  if (force === '2') return 2;
  if (force === '3') return 3;
  if (force !== undefined) return 1;
  return isSet(env, 'CLICOLOR_FORCE') && env.CLICOLOR_FORCE !== '0' ? 1 : undefined;
}

function levelOfTerminal(env: Environment): ColorLevel {
  if (['truecolor', '24bit'].includes(env.COLORTERM ?? '') || isSet(env, 'WT_SESSION')) return 3;
  return (env.TERM ?? '').includes('256') ? 2 : 1;
}

/** Whether somebody looks at a window: not at a log that only looks like a terminal. */
export function isWindow(env: Environment, isTerminal: boolean): boolean {
  return isTerminal && !isSet(env, 'CI');
}

/** Whether a line can be drawn over again: neither in a log, nor on TERM=dumb. */
export function linesCanMove(env: Environment, isTerminal: boolean): boolean {
  return isWindow(env, isTerminal) && env.TERM !== 'dumb';
}

/** The same for what goes on, where a person has said so by `--progress`; the last one counts, and what is no such word says nothing. */
export function progressMoves(argv: readonly string[], canMove: boolean): boolean {
  const said = argv.flatMap((word, index) =>
    word === '--progress' ? (argv[index + 1] ?? '') : word.startsWith('--progress=') ? word.slice(11) : [],
  );
  const how = said.at(-1);
  return how === 'tty' || (canMove && how !== 'plain');
}

/** Whether ticks and arrows can be shown; `platform` as in `process.platform`. */
export function unicodeIsShown(env: Environment, platform: string): boolean {
  if (env.TERM === 'dumb' || env.TERM === 'linux') return false;
  if (platform === 'win32') return isSet(env, 'WT_SESSION') || env.TERM_PROGRAM === 'vscode';
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  return /utf-?8/i.test(locale);
}

/** Whether everything is to be read aloud: then nothing is drawn over, and marks are words. */
export function isAccessible(env: Environment, flag: boolean): boolean {
  return flag || !['', '0', 'false'].includes((env.LIVEMIG_ACCESSIBLE ?? '').toLowerCase());
}

export interface AlphabetQuestion {
  readonly env: Environment;
  /** As in `process.platform`. */
  readonly platform: string;
  readonly accessible: boolean;
}

/** In which marks to write. */
export function alphabetOf({ env, platform, accessible }: AlphabetQuestion): Alphabet {
  if (accessible) return 'words';
  return unicodeIsShown(env, platform) ? 'unicode' : 'ascii';
}

function isSet(env: Environment, name: string): boolean {
  return (env[name] ?? '') !== '';
}
