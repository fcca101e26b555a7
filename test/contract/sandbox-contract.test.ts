import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { atlasRoutes } from '../../src/sandbox/atlas/routes.ts';
import { createFaultPlan } from '../../src/sandbox/faults/fault-plan.ts';
import { createMigrations } from '../../src/sandbox/migration/migrations.ts';
import { createModel } from '../../src/sandbox/model/model.ts';
import { createSandboxTime } from '../../src/sandbox/model/sandbox-time.ts';
import { defaultScenario } from '../../src/sandbox/scenario/default-scenario.ts';
import { fakeEngine } from '../support/fake-engine.ts';
import { realClock, sandboxClient } from '../support/sandbox-client.ts';
import { keyNamed, startTestSandbox } from '../support/start-test-sandbox.ts';
import { type Deviation, deviations, outsideTheExtract } from './deviations.ts';
import { driveSandbox } from './drive-sandbox.ts';
import { type Exchange, openApi, readOpenApi } from './openapi.ts';
import { specFile, unlessThereIsNone } from './spec-file.ts';

let driven: Promise<Exchange[]> | undefined;

/** One drive serves all tests: what was said does not change. */
function exchangesOnce(): Promise<Exchange[]> {
  driven ??= driveSandbox();
  return driven;
}

describe("the contract test's drive", () => {
  it('has every route of the sandbox answer with success', async () => {
    const succeeded = (await exchangesOnce()).filter(({ status }) => status < 300);
    const missed = routes().filter(
      ({ method, pattern }) => !succeeded.some((one) => one.method === method && pattern.test(one.path)),
    );
    expect(missed.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  });
});

describe.skipIf(specFile === undefined)(`the sandbox against MongoDB's OpenAPI file${unlessThereIsNone}`, () => {
  const spec =
    specFile === undefined ? openApi({ paths: {}, components: { schemas: {}, responses: {} } }) : readOpenApi(specFile);
  const inTheFile = async () =>
    (await exchangesOnce()).filter(({ method, path }) => spec.has(method, path) || !outsideTheExtract.test(path));

  it('every request and every answer fits, but for the listed deviations, all of which occur', async () => {
    const exchanges = await inTheFile();
    const objections = exchanges.flatMap((exchange) =>
      spec.objections(exchange).map((objection) => ({ ...exchange, objection })),
    );
    const unlisted = objections.filter((one) => !deviations.some((deviation) => covers(deviation, one)));
    expect(unlisted.map(({ method, path, status, objection }) => `${method} ${path} ${status}: ${objection}`)).toEqual(
      [],
    );
    const looked = deviations.filter((deviation) => exchanges.some((one) => isAbout(deviation, one)));
    expect(looked.filter((deviation) => !objections.some((one) => covers(deviation, one)))).toEqual([]);
    expect(new Set(exchanges.map(({ status }) => status))).toEqual(new Set([200, 201, 202, 204, 400, 401, 404, 409]));
  });

  it('each call has the versions that the file has, and each is gone on the day that the file says', () => {
    const inTheFile = routes()
      .map((route) => ({ ...route, at: `/api/atlas/v2${route.path.replace(/:(\w+)/g, '{$1}')}` }))
      .filter(({ method, at }) => spec.has(method, at));
    const wrong = inTheFile.filter(({ method, at, versions = [], sunsets = {} }) => {
      const file = spec.versionsOf(method, at);
      const wanted = file.dates.length > 0 ? file.dates : versions;
      return !isDeepStrictEqual([wanted, file.sunsets], [versions, { ...sunsets }]);
    });
    expect(wrong.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
    expect(inTheFile.length).toBeGreaterThan(30);
  });

  it('a key that only reads is refused what the file asks another role for, and nothing else', async () => {
    const { sandbox, scenario, ids } = await startTestSandbox();
    const asReader = sandboxClient(sandbox.atlasUrl, keyNamed(scenario.atlas.identities, 'read only'));
    const isReading = (role: string) => /^(Project|Organization) (Read Only|Member)$/.test(role);
    const refusals = [];
    for (const { method, path } of routes()) {
      const at = `/api/atlas/v2${path.replace(':orgId', ids.atlasOrg).replace(':groupId', ids.project).replace(/:\w+/g, ids.project)}`;
      const roles = spec.rolesFor(method, at);
      if (roles === undefined) continue;
      const { status } = await asReader(method, at, method === 'POST' ? { body: [] } : {});
      refusals.push({ method, path, refused: status === 401, wanted: !roles.some(isReading) });
    }
    expect(refusals.filter(({ refused, wanted }) => refused !== wanted)).toEqual([]);
    expect(new Set(refusals.map(({ refused }) => refused))).toEqual(new Set([true, false]));
  });

  it.each<[string, (exchange: Exchange) => Exchange]>([
    ['an unknown status', (exchange) => ({ ...exchange, status: 418 })],
    ['another media type', (exchange) => ({ ...exchange, responseType: 'text/html' })],
    ['a field of another version', (exchange) => ({ ...exchange, responseBody: withStray(exchange.responseBody) })],
    ['another type of body', (exchange) => ({ ...exchange, responseBody: 'hello' })],
  ])('notices %s in every answer that has a body', async (_, spoil) => {
    const answers = (await inTheFile()).filter(({ responseType, status }) => responseType !== '' && status < 300);
    const unnoticed = answers.filter((exchange) => spec.objections(spoil(exchange)).length === 0);
    expect(answers.length).toBeGreaterThan(30);
    expect(unnoticed.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  });

  it.each([
    [/\/liveMigrations\/validate$/, 'status', 'REBALANCING'],
    [/\/clusters\/Billing0$/, 'stateName', 'SLEEPING'],
    [/\/availableProjects$/, '0.deployments.0.managed', undefined],
    [/\/accessList$/, 'results', undefined],
    [/\/linkTokens$/, 'linkToken', 42],
  ])('notices in the answer of %s that %s is %s', async (path, field, value) => {
    const right = (await inTheFile()).filter(
      (one) => path.test(one.path) && one.status < 300 && one.responseType !== '' && has(one.responseBody, field),
    );
    expect(right.length).toBeGreaterThan(0);
    for (const one of right) {
      const wrong = spec.objections({ ...one, responseBody: changed(one.responseBody, field.split('.'), value) });
      expect(wrong.length).toBeGreaterThan(spec.objections(one).length);
    }
  });
});

/** What the sandbox serves, read from its own table. */
function routes() {
  const time = createSandboxTime(realClock, 1);
  const faults = createFaultPlan([]);
  const model = createModel({ scenario: defaultScenario('cloud-manager'), time, agent: 'running', faults });
  const ends = { sourceUri: 'mongodb://a', destinationUri: 'mongodb://b' };
  return atlasRoutes(model, createMigrations(model, fakeEngine(), ends), 'mongodb://b').map((route) => ({
    ...route,
    // A fixed part is no value of a parameter: /groups/byName is not a project.
    pattern: new RegExp(`^/api/atlas/v2${route.path.replace(/:\w+/g, '(?!byName/|validate$)[^/]+')}$`),
  }));
}

function covers(deviation: Deviation, one: { method: string; path: string; objection: string }): boolean {
  return isAbout(deviation, one) && deviation.objection.test(one.objection);
}

function isAbout({ method, path }: Deviation, one: { method: string; path: string }): boolean {
  return (method === '*' || method === one.method) && path.test(one.path);
}

function has(body: unknown, field: string): boolean {
  return (
    field.split('.').reduce<unknown>((at, key) => (isContainer(at) ? Reflect.get(at, key) : undefined), body) != null
  );
}

/** The body, or the first in it, with a field that nobody knows. */
function withStray(body: unknown): unknown {
  return Array.isArray(body)
    ? [withStray(body[0] ?? {})]
    : { ...(isContainer(body) ? body : {}), numberOfTheBeast: 666 };
}

/** A copy of the body with one field replaced; left out where the value is undefined. */
function changed(body: unknown, [key = '', ...rest]: readonly string[], value: unknown): unknown {
  if (!isContainer(body)) return body;
  const inner = rest.length === 0 ? value : changed(Reflect.get(body, key), rest, value);
  if (Array.isArray(body)) return body.map((item: unknown, index) => (String(index) === key ? inner : item));
  return Object.fromEntries(
    Object.entries({ ...body, [key]: inner }).filter(([name, one]) => name !== key || one !== undefined),
  );
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
