import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { z } from 'zod';
import { createHttp } from '../../src/api/http.ts';
import type { Credentials } from '../../src/core/credentials.ts';
import { LivemigError } from '../../src/core/errors.ts';
import { flagName } from '../../src/core/inputs.ts';
import type { RunClock } from '../../src/core/ports.ts';
import { Secret } from '../../src/core/secret.ts';
import { inputs } from '../../src/stages/inputs.ts';
import { hostileTexts } from '../support/hostile-texts.ts';
import { itHolds, itNotices, type TryCase } from '../support/law.ts';
import { scriptedServer } from '../support/scripted-server.ts';
import { isHarmless } from '../support/terminal-text.ts';
import { type CommandRun, runCommand } from '../support/test-ports.ts';
import { tryAll } from '../support/try-all.ts';

const law = 'input';

let place: string;
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'livemig-arguments-'));
});
afterAll(() => rmSync(place, { recursive: true }));

/** Credentials, and services at an address where nobody listens. */
const env = {
  ...{
    LIVEMIG_ATLAS_PUBLIC_KEY: 'abcdefgh',
    LIVEMIG_ATLAS_PRIVATE_KEY: 'kept-to-oneself',
    LIVEMIG_ATLAS_URL: 'http://127.0.0.1:1',
  },
  ...{
    LIVEMIG_MANAGER_PUBLIC_KEY: 'abcdefgh',
    LIVEMIG_MANAGER_PRIVATE_KEY: 'kept-to-oneself',
    LIVEMIG_MANAGER_URL: 'http://127.0.0.1:1',
  },
  LIVEMIG_MANAGER: 'cloud-manager',
};

/** Waiting takes no time, and comes to an end. */
function shortClock(): RunClock {
  let sleeps = 0;
  return {
    now: () => new Date(1_800_000_000_000 + sleeps),
    elapsed: () => sleeps,
    alarm: () => {},
    random: () => 0.5,
    async sleep(ms) {
      sleeps += ms;
      if (sleeps > 3_600_000) throw stop('Enough was waited.');
    },
  };
}

function stop(message: string): LivemigError {
  return new LivemigError({ kind: 'interrupted', code: 'INTERRUPTED', message, fix: 'Run it again.' });
}

async function run(argv: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<CommandRun> {
  const clock = shortClock();
  const startSandbox = async () => Promise.reject(stop('No sandbox is wanted here.'));
  return runCommand(argv, { env: { ...env, ...more }, clock, startSandbox });
}

/** An exit code that stands in the README, and words that a terminal obeys nothing of. */
function endsInOrder({ exitCode, result, out }: CommandRun): void {
  expect([result.error?.code === 'BUG' ? result.error.message : '', exitCode]).toEqual(['', expect.any(Number)]);
  expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 130, 143]).toContain(exitCode);
  const { message = '', fix = '' } = result.error ?? {};
  for (const text of [message, fix, out]) expect(isHarmless(text.replaceAll('\n', ' '))).toBe(true);
  expect(message.length).toBeLessThan(2_000);
  expect(readdirSync(place).filter((name) => name !== 'state')).toEqual([]);
}

const stages = ['link', 'provision', 'start', 'cutover', 'status'] as const;
const commands = [...stages, 'sandbox', 'rehearse'] as const;
const flags = Object.values(inputs).flatMap((input) =>
  [flagName(input), input.envFlag?.split(' ')[0] ?? ''].filter((flag) => flag !== ''),
);
const own = [
  '--dir',
  '--json',
  '--no-input',
  '--quiet',
  '--timeout',
  '--dry-run',
  '--watch',
  '--cutover',
  '--confirm',
  '--fault',
  '--documents',
];

describe('arguments', () => {
  itHolds(law, 'of any kind end with a code that is known', async (tryCase) => {
    const word = fc.oneof(
      fc.constantFrom(...commands),
      fc.constantFrom(...flags, ...own),
      fc.constantFrom(...hostileTexts),
    );
    const argv = fc
      .tuple(fc.constantFrom('', ...commands), fc.array(word, { maxLength: 6 }))
      .map(([first, rest]) => (first === '' ? rest : [first, ...rest]));
    // The directory comes first and last, so that no other is made, whatever the words between them are.
    await tryAll(tryCase, 'arguments', argv, async (words) => {
      const directory = ['--dir', join(place, 'state')];
      if (words.includes('--dir'))
        return endsInOrder(await run([...words.filter((one) => one !== '--dir'), ...directory]));
      endsInOrder(await run([...words, ...directory]));
    });
  });

  itHolds(law, 'that are misspelt are told, with what was meant', async (tryCase) => {
    for (const command of stages) {
      for (const flag of ['--dir', '--json', '--quiet', '--timeout', '--verbose']) {
        await tryCase(`${command} ${flag}x`, async () => {
          const { result } = await run([command, `${flag}x`, 'y']);
          expect(result).toMatchObject({
            exitCode: 2,
            error: { code: 'USAGE', fix: expect.stringContaining(`Did you mean ${flag}`) },
          });
        });
      }
      // What cannot be undone is one among all, and never what was meant.
      await tryCase(`${command}x`, async () => {
        expect((await run([`${command}x`])).result).toMatchObject({
          exitCode: 2,
          error: { fix: expect.stringContaining(command === 'cutover' ? ', cutover, ' : `livemig ${command}`) },
        });
      });
    }
  });
});

describe('values', () => {
  itHolds(law, 'of every flag, in every command that has it', async (tryCase) => {
    for (const [key, input] of Object.entries(inputs)) {
      const flag = flagName(input);
      if (flag === '' || input.kind === 'yes-no') continue;
      for (const [at, text] of hostileTexts.entries()) {
        // Each text is a value of each flag in one command; which, changes.
        const command = stages[at % 4] ?? 'link';
        if (at % 7 === key.length % 7)
          await tryCase(`${command} ${flag}=${text.slice(0, 40)}`, async () =>
            endsInOrder(await run([command, `${flag}=${text}`, '--no-input', '--dir', join(place, 'state')])),
          );
      }
    }
  });

  itHolds(law, 'of numbers and durations', async (tryCase) => {
    const refused = hostileTexts.filter((text) => !/^\s*\d/.test(text));
    for (const text of refused.filter((_, at) => at % 3 === 0)) await tryNumbers(tryCase, text, run);
  });

  itHolds(law, 'of credentials, sent to a service that asks for them', async (tryCase) => {
    for (const text of hostileTexts.filter((_, at) => at % 2 === 0)) {
      await tryCase(`a public key ${text.slice(0, 40)}`, async () => {
        const outcome = await askedWith({ kind: 'api-key', publicKey: text, privateKey: new Secret(text) });
        if (outcome instanceof LivemigError) expect(isHarmless(outcome.message)).toBe(true);
        else expect(outcome).toEqual({});
      });
    }
  });

  itHolds(law, 'of variables and directories', async (tryCase) => {
    for (const text of hostileTexts.filter((_, at) => at % 2 === 0)) {
      const directory = join(place, 'state', text.replaceAll('..', '.'));
      await tryCase(`--dir ${text.slice(0, 40)}`, async () => endsInOrder(await run(['status', '--dir', directory])));
    }
    for (const name of ['__proto__', 'toString', 'constructor', 'NOBODY']) {
      await tryCase(`--source-uri-env ${name}`, async () => {
        const { exitCode, result } = await run(['link', '--source-uri-env', name, '--dir', join(place, 'state')]);
        expect([exitCode, result.error?.message]).toEqual([2, expect.stringContaining('is not set')]);
      });
    }
  });
});

itNotices(law, 'a number that is taken for granted', async (tryCase) =>
  tryNumbers(tryCase, 'NaN', async (argv) => run(argv.slice(0, 1))),
);

/** What a read comes to with these credentials, where the service asks for a digest. */
async function askedWith(credentials: Credentials): Promise<unknown> {
  const challenge = {
    status: 401,
    headers: { 'www-authenticate': 'Digest realm="MMS", nonce="n", qop="auth"' },
    body: {},
  };
  const server = await scriptedServer([challenge, { body: {} }]);
  try {
    const options = {
      serviceName: 'Atlas',
      baseUrl: server.url,
      credentials,
      clock: shortClock(),
      userAgent: 'test',
    } as const;
    const request = { method: 'GET', path: '/x', accept: 'application/json', schema: z.unknown() } as const;
    return await createHttp(options)
      .send(request)
      .catch((error: unknown) => {
        if (error instanceof LivemigError) return error;
        throw error;
      });
  } finally {
    await server.close();
  }
}

type RunLine = (argv: readonly string[]) => Promise<CommandRun>;

async function tryNumbers(tryCase: TryCase, text: string, runLine: RunLine): Promise<void> {
  const lines = [
    ['sandbox', `--documents=${text}`],
    ['rehearse', `--speed=${text}`],
    ['status', `--timeout=${text}`, '--watch', '--dir', join(place, 'state')],
  ];
  for (const argv of lines) {
    await tryCase(`${argv[0]} with ${text.slice(0, 40)}`, async () => {
      const ran = await runLine(argv);
      endsInOrder(ran);
      expect([ran.exitCode, ran.result.error?.kind]).toEqual([2, 'usage']);
    });
  }
}
