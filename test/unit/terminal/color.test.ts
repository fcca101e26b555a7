import { describe, expect, it } from 'vitest';
import {
  alphabetOf,
  colorLevel,
  isAccessible,
  isWindow,
  linesCanMove,
  progressMoves,
  unicodeIsShown,
} from '../../../src/terminal/color.ts';

describe('colour', () => {
  it.each([
    [{ TERM: 'xterm' }, true, false, 1],
    [{ TERM: 'xterm-256color' }, true, false, 2],
    [{ TERM: 'xterm-256color', COLORTERM: 'truecolor' }, true, false, 3],
    [{ TERM: 'xterm-256color' }, false, false, 0],
    [{ TERM: 'xterm-256color' }, true, true, 0],
    [{ TERM: 'xterm-256color', NO_COLOR: '1' }, true, false, 0],
    [{ TERM: 'xterm-256color', NO_COLOR: '' }, true, false, 2],
    [{ TERM: 'dumb' }, true, false, 0],
    [{ TERM: 'xterm', CI: 'true' }, true, false, 0],
    [{ CI: 'true', FORCE_COLOR: '1' }, false, false, 1],
    [{ FORCE_COLOR: '' }, false, false, 1],
    [{ FORCE_COLOR: '3' }, false, false, 3],
    [{ FORCE_COLOR: '0', TERM: 'xterm' }, true, false, 0],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false, false, 1],
    [{ FORCE_COLOR: '1' }, true, true, 0],
    [{ CLICOLOR_FORCE: '1' }, false, false, 1],
    [{ CLICOLOR_FORCE: '0' }, false, false, 0],
    [{}, true, false, 1],
    [{ WT_SESSION: '1' }, true, false, 3],
  ])('with %j, terminal %s, --no-color %s is of level %i', (env, isTerminal, noColorFlag, level) => {
    expect(colorLevel({ env, isTerminal, noColorFlag })).toBe(level);
  });
});

describe('moving lines', () => {
  it.each([
    [{ TERM: 'xterm' }, true, true, true],
    [{}, true, true, true],
    [{ TERM: 'xterm' }, false, false, false],
    [{ TERM: 'dumb' }, true, false, true],
    [{ TERM: 'xterm', CI: 'true' }, true, false, false],
  ])('with %j, terminal %s: %s, in a window: %s', (env, isTerminal, expected, inWindow) => {
    expect(linesCanMove(env, isTerminal)).toBe(expected);
    expect(isWindow(env, isTerminal)).toBe(inWindow);
  });
});

describe('marks beyond ASCII', () => {
  it.each([
    [{ LANG: 'en_US.UTF-8' }, 'linux', true],
    [{ LANG: 'de_DE.utf8' }, 'darwin', true],
    [{ LANG: 'en_US.UTF-8', LC_ALL: 'C' }, 'linux', false],
    [{ LANG: 'C', LC_CTYPE: 'C.UTF-8' }, 'linux', true],
    [{ LANG: 'en_US.UTF-8', LC_ALL: '' }, 'linux', true],
    [{ LANG: 'en_US.UTF-8', TERM: 'linux' }, 'linux', false],
    [{ LANG: 'en_US.UTF-8', TERM: 'dumb' }, 'linux', false],
    [{}, 'linux', false],
    [{}, 'win32', false],
    [{ WT_SESSION: '1' }, 'win32', true],
  ])('with %j on %s are shown: %s', (env, platform, expected) => {
    expect(unicodeIsShown(env, platform)).toBe(expected);
  });
});

describe('reading aloud', () => {
  it.each([
    [{}, false, false],
    [{}, true, true],
    [{ LIVEMIG_ACCESSIBLE: '1' }, false, true],
    [{ LIVEMIG_ACCESSIBLE: 'yes' }, false, true],
    [{ LIVEMIG_ACCESSIBLE: '' }, false, false],
    [{ LIVEMIG_ACCESSIBLE: '0' }, false, false],
    [{ LIVEMIG_ACCESSIBLE: 'False' }, false, false],
    [{ LIVEMIG_ACCESSIBLE: '0' }, true, true],
  ])('with %j and the flag %s: %s', (env, flag, expected) => {
    expect(isAccessible(env, flag)).toBe(expected);
  });

  it.each([
    [{ LANG: 'C.UTF-8' }, true, 'words'],
    [{ LANG: 'C.UTF-8' }, false, 'unicode'],
    [{ LANG: 'C' }, false, 'ascii'],
  ])('with %j, accessible %s, marks are %s', (env, accessible, expected) => {
    expect(alphabetOf({ env, platform: 'linux', accessible })).toBe(expected);
  });
});

it.each<[string, readonly string[], boolean, boolean]>([
  ['as the terminal can', ['start'], true, true],
  ['as the terminal can, where that is said', ['start', '--progress', 'auto'], false, false],
  ['never where lines are wanted', ['start', '--progress', 'plain'], true, false],
  ['never where lines are wanted, in one word', ['start', '--progress=plain'], true, false],
  ['also where nobody would', ['start', '--progress=tty'], false, true],
  ['as was said last', ['--progress', 'tty', 'start', '--progress', 'plain'], true, false],
  ['as the terminal can, where the word is missing', ['start', '--progress'], true, true],
])('what goes on is drawn over again %s', (_, argv, canMove, expected) => {
  expect(progressMoves(argv, canMove)).toBe(expected);
});
