import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { MigrationFiles } from '../../src/cli/run-ports.ts';
import { itHolds, itNotices, type TryCase } from '../support/law.ts';
import { startSecretJourney } from '../support/secret-journey.ts';
import { secretsIn } from '../support/secret-search.ts';
import { forgiveLeaks } from '../support/secret-watch.ts';
import type { PortsOptions } from '../support/test-ports.ts';

const law = 'secrets';

const secret = 'a"b\\c d+e/f=g&ünd-more-of-it';
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('the watch', () => {
  itHolds(law, 'finds a secret however it is written', async (tryCase) => {
    for (const [how, text] of [
      ['as it is', secret],
      ['among other words', `the key ${secret}.`],
      ['in JSON', JSON.stringify({ note: secret })],
      ['in a URL', `https://here/?q=${encodeURIComponent(secret)}`],
      ['in a form', new URLSearchParams({ q: secret }).toString()],
      ['in Base64', base64(secret)],
      ['behind one character in Base64', base64(`u${secret}`)],
      ['behind two in Base64', base64(`us${secret}`)],
      ['behind a name in Base64', base64(`somebody:${secret}:more`)],
      ['in Base64 for URLs', Buffer.from(secret).toString('base64url')],
      ['cut off at its end', secret.slice(0, 20)],
      ['cut off at its beginning', secret.slice(-20)],
    ] as const) {
      await tryCase(how, () => {
        expect(secretsIn(text, [{ name: 'key', text: secret }])).toEqual([expect.stringMatching(/^key /)]);
      });
    }
  });

  itHolds(law, 'takes nothing else for one', async (tryCase) => {
    for (const [why, text, known] of [
      ['another word', 'nothing of it', secret],
      ['the beginning alone', secret.slice(0, 12), secret],
      ['too short to be told apart', 'root is root', 'root'],
      ['short and a part of a word', 'the passwords', 'password'.slice(0, 7)],
    ] as const) {
      await tryCase(why, () => expect(secretsIn(text, [{ name: 'key', text: known }])).toEqual([]));
    }
  });
});

describe('the law of secrets', () => {
  const token = async ({ secrets }: MigrationFiles) => (await secrets.get('linkToken'))?.reveal() ?? '';

  itNotices(law, 'an audit entry that holds the token', (tryCase) =>
    leaking(tryCase, () => ({
      mutate: (files) => ({
        ...files,
        audit: {
          ...files.audit,
          append: async (entry) => files.audit.append(Object.assign({}, entry, { token: await token(files) })),
        },
      }),
    })),
  );

  itNotices(law, 'a User-Agent that holds the key', (tryCase) =>
    leaking(tryCase, (env) => ({ userAgent: `livemig/${env.LIVEMIG_ATLAS_PRIVATE_KEY}` })),
  );

  itNotices(law, 'an error with the password in its cause', (tryCase) =>
    leaking(tryCase, (env) => ({
      mutateApi: (api) =>
        Object.assign({}, api, {
          root: async () => {
            throw new Error('it failed', { cause: { password: base64(env.LIVEMIG_SOURCE_PASSWORD ?? '') } });
          },
        }),
    })),
  );

  itNotices(law, 'a journal that others can read', (tryCase) =>
    leaking(tryCase, (_env, place) => ({
      mutate: (files) => ({
        ...files,
        lock: {
          ...files.lock,
          release: async () => {
            await files.lock.release();
            chmodSync(join(place, 'state', 'state.json'), 0o644);
          },
        },
      }),
    })),
  );
});

/** Links with something broken on purpose. */
async function leaking(
  tryCase: TryCase,
  broken: (env: Readonly<Record<string, string>>, place: string) => Partial<PortsOptions>,
): Promise<void> {
  const journey = await startSecretJourney('cloud-manager', 'api-key');
  try {
    await tryCase('link', async () => {
      const thrown = await journey.run(['link'], broken(journey.env, journey.place)).then(() => '', String);
      expect(thrown).not.toMatch(/gave secrets away/);
    });
  } finally {
    await journey.close();
    forgiveLeaks();
  }
}

/** They start the program past the watch, and why they may. */
const unwatched: Readonly<Record<string, string>> = {
  'bench/bench.js': 'is no test: it measures',
  'bench/wizard-paint.js': 'is no test: it measures',
  'bench/following-week.js': 'is no test: it measures',
  'e2e/documents-in-ci.test.ts':
    'runs the script of docs/sandbox.md in a shell, which starts the program and knows its secrets',
  'integration/completion-scripts.test.ts': 'runs what answers a shell, in an empty environment',
  'integration/help-anywhere.test.ts': 'runs what prints help, in an empty environment',
  'support/tested-program.ts': 'starts nothing: whoever takes it from there is looked at',
  'support/run-text.ts': 'runs what prints a text and has no host, so that nothing secret can come in',
  'unit/supported-node.test.ts': 'runs a copy that has not been built, which says so and nothing else',
  'laws/rooms.test.ts': 'starts nothing: it names a file that the product must not import',
  'unit/package.test.ts': 'starts nothing: it names a file of the package',
  'support/failing-disk.js': 'runs what disk-law.ts tells it to, which watches',
};

/** What a file names that runs commands, in this process or in another. */
const starts = /run-program\.ts|src\/main\.ts|livemig\.js|dist\/main|\btestedProgram\b/;

describe('the doors', () => {
  itHolds(law, 'nobody starts the program without a watch', async (tryCase) => {
    const tests = join(import.meta.dirname, '..');
    const files = readdirSync(tests, { recursive: true, encoding: 'utf8' })
      .map((file) => file.replaceAll('\\', '/'))
      .filter((file) => /\.[jt]s$/.test(file));
    const starting = files.filter((file) => starts.test(readFileSync(join(tests, file), 'utf8')));
    expect(starting).toEqual(expect.arrayContaining(['support/test-ports.ts', 'support/livemig-process.ts']));
    for (const file of starting) {
      await tryCase(file, () => {
        const text = readFileSync(join(tests, file), 'utf8');
        expect([/\bwatchSecrets\(/.test(text), unwatched[file]]).not.toEqual([false, undefined]);
      });
    }
    await tryCase('no exception is stale', () =>
      expect(starting).toEqual(expect.arrayContaining(Object.keys(unwatched))),
    );
  });
});
