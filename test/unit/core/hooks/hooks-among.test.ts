import { describe, expect, it } from 'vitest';
import { LivemigError } from '../../../../src/core/errors.ts';
import { type HookFile, hooksAmong } from '../../../../src/core/hooks/hooks-among.ts';

const file = (name: string, more: Partial<HookFile> = {}): HookFile => {
  return { name, path: `hooks/${name}`, kind: 'file', isExecutable: true, ...more };
};

describe('the hooks of a directory', () => {
  it('are its executable files with their names', () => {
    const files = [file('on-ready'), file('before-cutover.repeatable')];
    expect(hooksAmong('hooks', files)).toEqual([
      { name: 'on-ready', file: 'hooks/on-ready', isRepeatable: false },
      { name: 'before-cutover', file: 'hooks/before-cutover.repeatable', isRepeatable: true },
    ]);
  });

  it('may be none, and stand beside hidden files and other directories', () => {
    const others = [file('.gitignore', { isExecutable: false }), file('lib', { kind: 'directory' })];
    expect(hooksAmong('hooks', others)).toEqual([]);
  });

  it.each([
    ['a name that is none', [file('on-redy')], 'on-redy is the name of no hook; on-ready is one'],
    ['one that means nothing', [file('README.md')], 'README.md is the name of no hook'],
    ['an ending of an editor', [file('on-ready~')], 'on-ready~ is the name of no hook; on-ready is one'],
    ['an ending of a language', [file('on-ready.sh')], 'on-ready.sh is the name of no hook; on-ready is one'],
    [
      'one that nobody may run',
      [file('on-ready', { isExecutable: false })],
      'on-ready is not executable: chmod +x hooks/on-ready',
    ],
    ['a directory', [file('on-ready', { kind: 'directory' })], 'on-ready is not a file'],
    ['a pipe', [file('on-ready', { kind: 'other' })], 'on-ready is not a file'],
    [
      'two of a kind',
      [file('on-ready'), file('on-ready.repeatable')],
      'on-ready is there twice, also as on-ready.repeatable',
    ],
  ])('are refused with %s', (_, files, problem) => {
    const read = () => hooksAmong('hooks', [file('on-deadline'), ...files]);
    expect(read).toThrow(LivemigError);
    expect(read).toThrow(`The hooks in hooks cannot be used: ${problem}.`);
  });

  it('are refused with all that is wrong at once', () => {
    const read = () => hooksAmong('hooks', [file('x'), file('on-ready', { isExecutable: false })]);
    expect(read).toThrow('x is the name of no hook; on-ready is not executable');
  });
});
