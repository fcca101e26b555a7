import { describe, expect, it } from 'vitest';
import { defaultScenario } from '../../../src/sandbox/scenario/default-scenario.ts';
import { Scenario } from '../../../src/sandbox/scenario/scenario.ts';
import { credentialsIn, withCredentials, withoutCredentials } from '../../../src/sandbox/servers/mongodb-uri.ts';

describe.each(['cloud-manager', 'ops-manager'] as const)('the default scenario of a %s', (kind) => {
  it('is one that the schema allows', () => {
    expect(Scenario.parse(defaultScenario(kind))).toEqual(defaultScenarioLike(kind));
  });

  it('has credentials and ids of its own each time', () => {
    const secrets = (scenario: Scenario) => JSON.stringify(scenario).match(/[0-9a-f]{24,}|mdb_sa_sk_[\w-]+/g) ?? [];
    const first = new Set(secrets(defaultScenario(kind)));
    expect(secrets(defaultScenario(kind)).filter((secret) => first.has(secret))).toEqual([]);
  });
});

/** The same names and versions, whatever the ids and secrets. */
function defaultScenarioLike(kind: 'cloud-manager' | 'ops-manager') {
  return expect.objectContaining({
    manager: expect.objectContaining({
      kind,
      orgs: [expect.objectContaining({ name: 'Payments' })],
      projects: [
        expect.objectContaining({ name: 'billing-prod' }),
        expect.objectContaining({ name: 'billing-staging' }),
      ],
    }),
    migrationHost: expect.objectContaining({ name: 'mig01.corp.example', outsideAddress: '203.0.113.25' }),
  });
}

describe('connection strings', () => {
  const user = { username: 'a@b', password: 'p:/?#[]@' };

  it.each([
    'mongodb://127.0.0.1:27017/?replicaSet=rs',
    'mongodb://old:secret@h1:1,h2:2,h3:3/app?authSource=admin',
    'mongodb+srv://cluster.example.net',
  ])('%s takes other credentials and gives them back', (uri) => {
    const changed = withCredentials(uri, user);
    expect(credentialsIn(changed)).toEqual(user);
    expect(changed).not.toContain('secret');
    expect(withoutCredentials(changed)).toBe(withoutCredentials(uri));
  });

  it('without credentials has none', () => {
    expect(credentialsIn('mongodb://127.0.0.1:27017/')).toBeUndefined();
  });
});
