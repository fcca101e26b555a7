import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { scenarioContent } from '../../src/cli/scenario-content.ts';
import { LivemigError } from '../../src/core/errors.ts';
import { withClient } from '../../src/mongo/connect.ts';
import { parseFault } from '../../src/sandbox/faults/fault-plan.ts';
import { readScenarioFile } from '../../src/sandbox/scenario/scenario-file.ts';
import { parseSharding } from '../../src/stages/start/sharding.ts';
import { caught } from '../support/caught.ts';
import { anyText, hostileTexts } from '../support/hostile-texts.ts';
import { itHolds, itNotices, type TryCase } from '../support/law.ts';
import { isHarmless } from '../support/terminal-text.ts';
import { toldBySandbox } from '../support/told-by-sandbox.ts';
import { tryAll } from '../support/try-all.ts';

const law = 'input';

const readScenario = (text: string, path: string) =>
  toldBySandbox(() => readScenarioFile(scenarioContent(text, path), path));
const readers = { sharding: parseSharding, scenario: readScenario };

/** What readers of YAML have stumbled over: aliases, tags, other versions, depth, size. */
const treacherous = [
  ...[
    '&a [*a]',
    'atlas: &a {projects: *a}',
    'migrationHost: &a {name: [*a]}',
    '? &a [*a]\n: 1',
    '*nobody',
    'a: &a {<<: *a}',
  ],
  'a: &a [x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c]',
  ...['!!js/function "x"', '!<tag:yaml.org,2002:python/object> x', '!\u001B[31m x', '%YAML 1.1\n---\n!!set {a, b}'],
  ...[
    '%YAML 1.1\n---\nmigrationHost: {name: !!binary aGVsbG8=}',
    '%YAML 1.1\n---\natlas: 2001-01-01',
    '%YAML 9\n---\na',
    'a: 1\n---\nb: 2',
  ],
  ...['__proto__: {polluted: true}', 'constructor: {prototype: {polluted: true}}', '{"atlas": {"__proto__": []}}'],
  ...['['.repeat(100_000), '- '.repeat(100_000), 'a: '.repeat(100_000), `${'{"a":'.repeat(400)}1${'}'.repeat(400)}`],
  ...['"'.repeat(20_000), `atlas: ${'x'.repeat(1_000_000)}`, JSON.stringify({ shardingEntries: Array(5_000).fill(1) })],
  ...[
    `{"${'k'.repeat(10_000)}": 1}`,
    'a: 1\na: 2',
    '\t- a',
    'a: b: c',
    '|\n x',
    '&'.repeat(1_000),
    '.inf',
    '0x',
    '"\\uD800"',
  ],
];

/** What a file may say, with something hostile in one of its places. */
const scenarioLike = fc.tuple(fc.nat({ max: 12 }), fc.oneof(anyText, fc.jsonValue())).map(([at, value]) =>
  JSON.stringify({
    atlas: {
      organization: { name: at === 0 ? value : 'o', id: at === 1 ? value : '0'.repeat(24) },
      projects: [
        {
          name: at === 2 ? value : 'p',
          clusters: [{ name: at === 3 ? value : 'c', version: at === 4 ? value : '7.0' }],
        },
      ],
      identities: [{ kind: at === 5 ? value : 'api-key', desc: 'd', roles: [at === 6 ? value : 'ORG_OWNER'] }],
    },
    manager: {
      projects: [
        { name: 'm', deployments: [{ name: at === 7 ? value : 'r', hosts: [{ hostname: at === 8 ? value : 'h' }] }] },
      ],
    },
    migrationHost: { outsideAddress: at === 9 ? value : '203.0.113.1' },
    ...(at === 10 && typeof value === 'string' ? { [value]: 1 } : {}),
  }),
);
/** Not `String(value)`: an object may have a `toString` that is no function. */
const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
const shardingLike = fc.tuple(fc.nat({ max: 6 }), fc.oneof(anyText, fc.jsonValue())).map(([at, value]) =>
  JSON.stringify({
    createSupportingIndexes: at === 0 ? value : true,
    shardingEntries: [
      at === 1
        ? value
        : {
            database: at === 2 ? value : 'd',
            collection: 'c',
            shardCollection: { key: [at === 3 ? value : { [at === 4 ? textOf(value) : '_id']: 1 }] },
          },
    ],
    ...(at === 5 ? { [textOf(value)]: value } : {}),
  }),
);

describe('files', () => {
  itHolds(law, 'are read, or refused with a short reason', (tryCase) => tryFiles(tryCase, readers));
});

itNotices(law, 'a reader of files that repeats what it found', (tryCase) =>
  tryFiles(tryCase, {
    scenario: (text) => {
      throw new LivemigError({
        kind: 'usage',
        code: 'FILE_UNREADABLE',
        message: `This is no scenario: ${text}`,
        fix: 'Write another.',
      });
    },
  }),
);

async function tryFiles(tryCase: TryCase, all: Readonly<Record<string, (text: string, path: string) => unknown>>) {
  for (const [name, read] of Object.entries(all)) {
    const readOrRefused = (text: string) => refusedShortly(() => read(text, 'a.yaml'));
    for (const text of treacherous) await tryCase(`${name} of ${text.slice(0, 60)}`, () => readOrRefused(text));
    await tryAll(tryCase, `${name} of text`, anyText, readOrRefused);
    await tryAll(tryCase, `${name} of JSON`, fc.json(), readOrRefused);
    await tryAll(
      tryCase,
      `${name} with a hostile value`,
      name === 'scenario' ? scenarioLike : shardingLike,
      readOrRefused,
    );
  }
}

describe('faults', () => {
  const words = [
    'GET',
    '*',
    ' ',
    '/a',
    '#',
    '1-',
    '~',
    '20%',
    ':7',
    '=',
    '503',
    'redirect:',
    'http://x',
    'agent',
    'never',
    'toString',
  ];
  const specs = fc.oneof(
    anyText,
    fc.array(fc.oneof(fc.constantFrom(...words), anyText), { maxLength: 9 }).map((parts) => parts.join('')),
  );

  itHolds(law, 'are read, or refused with how to write them', async (tryCase) => {
    await tryAll(tryCase, 'a fault', specs, (text) => refusedShortly(() => toldBySandbox(() => parseFault(text))), 200);
    await tryAll(tryCase, 'a fault', anyText, (text) =>
      refusedShortly(() => toldBySandbox(() => parseFault(`GET /a=${text}`))),
    );
  });
});

describe('connection strings', () => {
  const secret = 'planted-4711';
  /** Nobody listens there, so that whatever can be read ends at once. */
  const hosts = fc.oneof(
    fc.constantFrom('127.0.0.1:1', '[::1]:1', '127.0.0.1:1,127.0.0.1:2', '127.0.0.1:0', '127.0.0.1:99999', ''),
    fc.constantFrom(...hostileTexts).map((text) => `127.0.0.1:1${text}`),
  );
  const options = fc.constantFrom(
    '',
    '/',
    '/?',
    '/?replicaSet=rs0',
    '/?authMechanism=GSSAPI',
    '/?authSource=$external&authMechanism=MONGODB-X509',
    '/?tls=true&tlsCAFile=/nowhere',
    '/?w=-1',
    '/?compressors=x',
    '/?readPreference=\u001B',
    '/?directConnection=true&replicaSet=x',
    '/?loadBalanced=true',
    '/?tlsInsecure=true',
    '/?srvMaxHosts=1',
    '/?maxPoolSize=x',
    '/?authMechanismProperties=a',
    '/?timeoutMS=1',
  );
  const uris = fc
    .record({
      scheme: fc.constantFrom('mongodb://', 'mongodb+srv://', 'MONGODB://', 'http://', ''),
      user: fc.oneof(fc.constant('app'), fc.constantFrom(...hostileTexts)),
      before: fc.constantFrom(...hostileTexts),
      after: fc.constantFrom(...hostileTexts),
      host: hosts,
      options,
    })
    .map(
      ({ scheme, user, before, after, host, options: rest }) =>
        `${scheme}${user}:${encodeURIComponentOr(before)}${secret}${encodeURIComponentOr(after)}@${host}${rest}`,
    );

  itHolds(law, 'are used or refused, and the password is never told', async (tryCase) => {
    await tryAll(tryCase, 'a connection string', uris, async (uri) => {
      const error = await caught(
        withClient(uri, { name: 'the source', patienceMs: 5 }, (client) => client.db('admin').command({ ping: 1 })),
      );
      isShort(error);
      expect(`${error.message}${error.fix}${String(error.cause)}`).not.toContain(secret);
    });
    await tryAll(tryCase, 'any text as a connection string', anyText, async (text) =>
      isShort(await caught(withClient(text, { name: 'the source', patienceMs: 5 }, async () => {}))),
    );
  });

  /** Half of them as people should write them. */
  function encodeURIComponentOr(text: string): string {
    return text.length % 2 === 0 && !/\p{Surrogate}/u.test(text) ? encodeURIComponent(text) : text;
  }
});

function refusedShortly(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof LivemigError)) throw error;
    expect(error.kind).toBe('usage');
    isShort(error);
  }
}

function isShort({ message, fix }: LivemigError): void {
  for (const text of [message, fix]) {
    expect([isHarmless(text), text.length < 1300, /\w{3}/.test(text)]).toEqual([true, true, true]);
  }
}
