import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, vi } from 'vitest';
import { installedLine } from '../../src/core/install-outcome.ts';
import type { Question } from '../../src/core/ports.ts';
import { runOverSsh } from '../../src/processes/remote-shell.ts';
import type { RemoteShell } from '../../src/stages/world.ts';
import type { Manager } from '../support/journey.ts';
import { itHolds } from '../support/law.ts';
import { lawRuns } from '../support/law-effort.ts';
import { startLawSandbox } from '../support/law-sandbox.ts';
import { startLivemig } from '../support/livemig-process.ts';
import { startQuietSandbox } from '../support/quiet-sandbox.ts';
import { type Kind, odd, onSecretJourney, type SecretJourney } from '../support/secret-journey.ts';

/**
 * The law: no secret is in any output, file, error, argument or address, and `secrets.json` is gone when nobody needs
 * it. The watch (`secret-watch.ts`) looks after the first half of it in every test there is; here are the migrations
 * that meet each secret in each way it can come in, go out and come back.
 */
const law = 'secrets';

const cutover = ['cutover', '--confirm', 'Billing0'] as const;

/** What is kept when a command has done its work. */
const keptAfter = [
  { command: ['link'], kept: ['linkToken'] },
  { command: ['status'], kept: ['linkToken'] },
  { command: ['provision'], kept: [] },
  { command: ['start'], kept: [] },
  { command: cutover, kept: [] },
  { command: ['status'], kept: [] },
] as const;

const byDay: readonly [Manager, Kind][] = [
  ['cloud-manager', 'api-key'],
  ['ops-manager', 'service-account'],
];
const byNight: readonly [Manager, Kind][] = [
  ['cloud-manager', 'service-account'],
  ['ops-manager', 'api-key'],
];
const journeys = lawRuns > 1 ? [...byDay, ...byNight] : byDay;

describe.each(journeys)('a whole migration with %s and the credentials %s', (manager, kind) => {
  itHolds(law, 'gives no secret away, and keeps none that nobody needs', (tryCase) =>
    onSecretJourney(
      manager,
      kind,
      async (journey) => {
        for (const { command, kept } of keptAfter) {
          await tryCase(command[0], async () => {
            await journey.complete(command);
            expect(journey.kept()).toEqual(kept);
          });
        }
      },
      // The deployments are the same with both.
      manager === 'cloud-manager' ? startQuietSandbox : startLawSandbox,
    ),
  );
});

describe('a secret', () => {
  itHolds(law, 'that is wrong is in no message about it', (tryCase) =>
    onSecretJourney('cloud-manager', 'api-key', async (journey) => {
      for (const { command, wrong } of wrongSecrets(journey)) {
        for (const [name, env, exitCode] of wrong) {
          await tryCase(`${command[0]}: ${name}`, async () => {
            const { result } = await journey.run(command, { env });
            expect([result.exitCode, result.error?.message]).toEqual([exitCode, result.error?.message]);
          });
        }
        await tryCase(`${command[0]} goes on`, () => journey.complete(command));
      }
    }),
  );

  itHolds(law, 'that comes by standard input, a variable or an answer is used and not kept', (tryCase) =>
    onSecretJourney('cloud-manager', 'api-key', async (journey) => {
      const token = async (directory: string) => {
        await journey.complete(['link'], {}, directory);
        return journey.keptText('linkToken', directory);
      };
      await tryCase('link-token by standard input', async () => {
        await journey.complete(['provision', '--link-token-stdin'], { stdin: `${await token('first')}\n` }, 'stdin');
        expect(journey.kept('stdin')).toEqual([]);
      });
      // Its own directory still keeps a token that somebody else has used.
      await tryCase('link-token that was used elsewhere', async () => {
        expect(journey.kept('first')).toEqual(['linkToken']);
        await journey.complete(['provision'], {}, 'first');
        expect(journey.kept('first')).toEqual([]);
      });
      await tryCase('URI by a variable of another name', async () => {
        const env = { MY_URI: journey.env.LIVEMIG_SOURCE_URI ?? '', LIVEMIG_SOURCE_URI: '' };
        await journey.complete(['link', '--source-uri-env', 'MY_URI'], { env }, 'renamed');
      });
      await tryCase('credentials by an answer', () => answered(journey));
    }),
  );

  itHolds(law, 'that a variable brings is used and not kept', (tryCase) =>
    onSecretJourney('ops-manager', 'api-key', async (journey) => {
      await tryCase('link-token by a variable', async () => {
        await journey.complete(['link'], {}, 'elsewhere');
        const env = { LIVEMIG_LINK_TOKEN: journey.keptText('linkToken', 'elsewhere') };
        await journey.complete(['provision'], { env });
        expect(journey.kept()).toEqual([]);
      });
    }),
  );

  itHolds(law, 'that is kept for a step which need not run any more is removed', (tryCase) =>
    onSecretJourney('cloud-manager', 'service-account', async (journey) => {
      await journey.complete(['link']);
      await tryCase('agent key', async () => {
        await journey.fault('agent=never');
        await journey.run(['provision', '--timeout', '1m']);
        expect(journey.kept()).toEqual(['agentKey', 'linkToken']);
        await journey.fault(undefined);
        await journey.complete(['provision', '--agent', 'existing']);
        expect(journey.kept()).toEqual([]);
      });
    }),
  );
});

const spoilt = ['401', '403', 'drop-before', 'drop-after', 'half', 'broken-json', 'wrong-shape', 'html', 'empty'];

// With API keys the law of answers (`answers-law.ts`) does so for each request there is, under the same watch.
itHolds(law, 'an answer to a service account that is lost or spoilt takes no secret along', (tryCase) =>
  onSecretJourney('cloud-manager', 'service-account', async (journey) => {
    for (const request of ['POST /api/oauth/token', 'POST */linkTokens']) {
      for (const how of spoilt) {
        await tryCase(`${request} = ${how}`, async () => {
          await journey.fault(`${request}=${how}`);
          expect((await journey.run(['link'])).result.error?.kind).toMatch(/^(api|credentials)$/);
        });
      }
    }
    await journey.fault(undefined);
    await tryCase('goes on', () => journey.complete(['link']));
  }),
);

describe.skipIf(process.platform === 'win32')(
  'an agent that is installed over ssh (skipped, because the stand-in for ssh needs sh, on Windows)',
  () => {
    const overSsh = ['provision', '--agent', 'ssh', '--ssh', 'root@mig01.corp.example'];

    itHolds(law, 'gets its key by standard input only', (tryCase) =>
      onSecretJourney('ops-manager', 'api-key', async (journey) => {
        await journey.complete(['link']);
        await journey.fault('agent=never');
        const remoteShell: RemoteShell = {
          run: async (target, script, key) => {
            await runOverSsh(target, script, key, false, new AbortController().signal);
            await journey.fault(undefined);
          },
        };
        vi.stubEnv('PATH', standInForSsh(journey.place));
        await tryCase('in this process', () => journey.complete(overSsh, { remoteShell }));
        vi.unstubAllEnvs();
        await tryCase('key', () => keyCameByStandardInput(journey.place));
      }),
    );

    itHolds(law, 'gets it so from the built program, which gives no other secret away either', (tryCase) =>
      onSecretJourney('cloud-manager', 'service-account', async (journey) => {
        const env = { ...journey.env, PATH: standInForSsh(journey.place), LIVEMIG_POLL_INTERVAL: '20ms' };
        await journey.fault('agent=never');
        for (const command of [['link'], overSsh, ['start', '--cutover', 'auto', '--confirm', 'Billing0']]) {
          await tryCase(`${command[0]} as a process`, async () => {
            const running = startLivemig(journey.withFlags(command), env, journey.place);
            if (command === overSsh) {
              await running.until((event) => event.type === 'step' && event.state === 'waiting');
              await journey.fault(undefined);
            }
            const { exitCode, stderr } = await running.ended;
            expect([exitCode, stderr]).toEqual([0, '']);
          });
        }
        await tryCase('key', () => keyCameByStandardInput(journey.place));
        expect(journey.kept()).toEqual([]);
      }),
    );
  },
);

const account = (side: 'ATLAS' | 'MANAGER') => ({
  [`LIVEMIG_${side}_PUBLIC_KEY`]: '',
  [`LIVEMIG_${side}_PRIVATE_KEY`]: '',
  [`LIVEMIG_${side}_CLIENT_ID`]: 'mdb_sa_id_nobody',
  [`LIVEMIG_${side}_CLIENT_SECRET`]: odd,
});

/** Each with the exit code that follows; what is only compared with, such as the source's URI, stops no link. */
function wrongSecrets({ env }: SecretJourney): readonly {
  command: readonly [string, ...string[]];
  wrong: readonly (readonly [name: string, given: Readonly<Record<string, string>>, exitCode: number])[];
}[] {
  const uri = (side: 'SOURCE' | 'DESTINATION', password: string) => ({
    [`LIVEMIG_${side}_URI`]: env[`LIVEMIG_${side}_URI`]?.replace(/:[^/:@]*@/, () => `:${password}@`) ?? '',
  });
  return [
    {
      command: ['link'],
      wrong: [
        ['key', { LIVEMIG_ATLAS_PRIVATE_KEY: odd }, 4],
        ['account', account('ATLAS'), 4],
        ['password of the source', uri('SOURCE', encodeURIComponent(odd)), 4],
        ['password that is not encoded', uri('SOURCE', odd), 2],
        ['source that is no URI', { LIVEMIG_SOURCE_URI: odd }, 2],
      ],
    },
    {
      command: ['provision'],
      wrong: [
        ['key', { LIVEMIG_MANAGER_PRIVATE_KEY: odd }, 4],
        ['account', account('MANAGER'), 4],
        ['link-token', { LIVEMIG_LINK_TOKEN: odd }, 1],
      ],
    },
    {
      command: ['start'],
      wrong: [
        ['password', { LIVEMIG_SOURCE_PASSWORD: odd }, 3],
        ['password of the destination', uri('DESTINATION', encodeURIComponent(odd)), 4],
        ['password that is not encoded', uri('DESTINATION', odd), 2],
        ['destination that is no URI', { LIVEMIG_DESTINATION_URI: odd }, 2],
      ],
    },
  ];
}

/** Nothing of the credentials in the environment: all is asked for. */
async function answered({ env, complete }: SecretJourney): Promise<void> {
  const answers: Readonly<Record<string, string>> = {
    'Atlas credentials': 'api-key',
    'Public key': env.LIVEMIG_ATLAS_PUBLIC_KEY ?? '',
    'Private key': env.LIVEMIG_ATLAS_PRIVATE_KEY ?? '',
    'Do this now?': 'go',
  };
  const ask = async ({ message }: Question) => answers[message] ?? `no answer to ${message}`;
  const none = { LIVEMIG_ATLAS_PUBLIC_KEY: '', LIVEMIG_ATLAS_PRIVATE_KEY: '' };
  await complete(['link'], { prompter: { ask, askOrBack: ask }, env: none }, 'asked');
}

/** A program called ssh that writes down what it is given, and the path on which it comes first. */
function standInForSsh(place: string): string {
  const file = (name: string) => `"${join(place, name)}"`;
  const body = `printf '%s\\n' "$@" > ${file('ssh-arguments')}\nenv > ${file('ssh-environment')}\ncat > ${file('ssh-input')}\necho '${installedLine('mig01.corp.example')}'\n`;
  writeFileSync(join(place, 'ssh'), `#!/bin/sh\n${body}`);
  chmodSync(join(place, 'ssh'), 0o755);
  return `${place}${delimiter}${process.env.PATH}`;
}

function keyCameByStandardInput(place: string): void {
  const given = (name: string) => readFileSync(join(place, `ssh-${name}`), 'utf8');
  const [key = '', shebang] = given('input').split('\n');
  expect([key, shebang]).toEqual([expect.stringMatching(/^[0-9a-f]{48}$/), '#!/usr/bin/env bash']);
  expect(given('arguments')).toContain('root@mig01.corp.example');
  expect(given('arguments') + given('environment')).not.toContain(key);
}
