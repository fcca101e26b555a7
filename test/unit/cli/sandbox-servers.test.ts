import { describe, expect, it } from 'vitest';
import { runCommand } from '../../support/test-ports.ts';

const env = { WITH_PASSWORD: 'mongodb://me:secret@db01.example.com/', NOT_A_URI: 'http://db01.example.com' };

describe('the servers of a sandbox', () => {
  it.each([
    [
      'a password in an argument',
      ['--source-uri', 'mongodb://me:secret@db01.example.com/'],
      'PASSWORD_IN_ARGUMENT',
      '--source-uri-env MY_SOURCE_URI',
    ],
    [
      "the destination's password in an argument",
      ['--destination-uri', 'mongodb+srv://me:secret@db01.example.com/'],
      'PASSWORD_IN_ARGUMENT',
      '--destination-uri-env MY_DESTINATION_URI',
    ],
    ['a variable that is not set', ['--source-uri-env', 'NOWHERE'], 'EMPTY_VARIABLE', 'NOWHERE'],
    ['an address of something else', ['--source-uri', 'db01.example.com:27017'], 'NOT_A_URI', 'mongodb://'],
    ['a variable with something else', ['--source-uri-env', 'NOT_A_URI'], 'NOT_A_URI', 'mongodb://'],
    [
      'two addresses of one server',
      ['--source-uri', 'mongodb://db01/', '--source-uri-env', 'WITH_PASSWORD'],
      'TWO_URIS',
      'one of them',
    ],
    [
      'a version of a server that has its own',
      ['--source-uri', 'mongodb://db01/', '--source-version', '7.0'],
      'OWN_SERVER',
      'Leave --source-version out',
    ],
  ])('refuses %s and says what to do', async (_, flags, code, fix) => {
    const { exitCode, result, out } = await runCommand(['sandbox', ...flags], { env });
    expect(exitCode).toBe(2);
    expect(result.error).toMatchObject({ code, kind: 'usage', fix: expect.stringContaining(fix) });
    expect(out + JSON.stringify(result)).not.toContain('secret');
  });

  it('refuses a version that there is none of', async () => {
    const { exitCode } = await runCommand(['sandbox', '--source-version', '4.4'], { env });
    expect(exitCode).toBe(2);
  });
});
