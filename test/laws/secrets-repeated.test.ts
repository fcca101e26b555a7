import { describe, expect } from 'vitest';
import { echoes, startEchoingProxy } from '../support/echoing-proxy.ts';
import { itHolds, type TryCase } from '../support/law.ts';
import { stride } from '../support/law-effort.ts';
import { startLawSandbox } from '../support/law-sandbox.ts';
import { type Kind, odd, onSecretJourney, type SecretJourney } from '../support/secret-journey.ts';

/** The law of secrets (`secrets.test.ts`), where somebody in between, who sees nothing of the deployments, gives back whatever livemig sends. */
const law = 'secrets';

describe.each<Kind>(['api-key', 'service-account'])('with the credentials %s', (kind) => {
  itHolds(law, 'a server that repeats what it was sent is not repeated', (tryCase) =>
    onSecretJourney('cloud-manager', kind, (journey) => everyEcho(tryCase, journey, kind), startLawSandbox),
  );
});

/** Whatever comes with a success is taken for one, as nothing of the answer is needed. */
const link = /^POST .*\/migrationLink$/;
/** A password that is wrong is never sent to this call, because the validation comes before it. */
const create = /^POST .*\/liveMigrations$/;

interface Carrier {
  readonly command: string;
  readonly kinds: readonly Kind[];
  readonly request: RegExp;
  readonly given?: Readonly<Record<string, string>>;
}

const either: readonly Kind[] = ['api-key', 'service-account'];

/** The requests that carry a secret: a service account's all do, those of an API key by their bodies. */
const carriers: readonly Carrier[] = [
  { command: 'link', kinds: ['service-account'], request: /^POST .*\/oauth\/token$/ },
  { command: 'link', kinds: ['service-account'], request: /^GET .*\/orgs\b/ },
  { command: 'link', kinds: ['service-account'], request: /^POST .*\/linkTokens$/ },
  { command: 'provision', kinds: ['service-account'], request: /^POST .*\/agentapikeys$/ },
  { command: 'provision', kinds: either, request: link, given: { LIVEMIG_LINK_TOKEN: odd } },
  { command: 'start', kinds: either, request: /^POST .*\/validate$/, given: { LIVEMIG_SOURCE_PASSWORD: odd } },
  { command: 'start', kinds: either, request: create },
];

/** Nothing exists where the answer to the creation came from the proxy, so it may be created again. */
const commandsThatCarry = [
  ['link', []],
  ['provision', []],
  ['start', ['--create-again']],
] as const;

async function everyEcho(tryCase: TryCase, journey: SecretJourney, kind: Kind): Promise<void> {
  let answer: Parameters<typeof startEchoingProxy>[1] = () => undefined;
  const ask = (line: string) => answer(line);
  const [atlas, manager] = await Promise.all([
    startEchoingProxy(journey.sandbox.atlasUrl, ask),
    startEchoingProxy(journey.sandbox.managerUrl, ask),
  ]);
  const env = { LIVEMIG_ATLAS_URL: atlas.url, LIVEMIG_MANAGER_URL: manager.url };
  for (const [name, more] of commandsThatCarry) {
    const command = [name, ...more];
    const those = carriers.filter((one) => one.command === name && one.kinds.includes(kind));
    for (const [first, { request, given = {} }] of those.entries()) {
      // By day each request meets some of them, the next request others.
      const some = echoes.filter((_, at) => at % stride(9) === first % stride(9));
      for (const echo of some.filter(({ status }) => status >= 400 || request !== link)) {
        await tryCase(`${request} = ${echo.name}`, async () => {
          let echoed = 0;
          answer = (line) => {
            if (!request.test(line)) return undefined;
            echoed += 1;
            return echo;
          };
          const { result } = await journey.run(command, { env: { ...env, ...given } });
          expect([result.error?.fix, echoed > 0]).toEqual([expect.any(String), true]);
        });
      }
    }
    answer = () => undefined;
    await tryCase(`${name} goes on`, () => journey.complete(command, { env }));
  }
  atlas.close();
  manager.close();
}
