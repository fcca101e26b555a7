import { describe, expect, it } from 'vitest';
import { defaultScenario } from '../../../src/sandbox/default-scenario.ts';
import { mainPair } from '../../../src/sandbox/main-pair.ts';
import { Scenario } from '../../../src/sandbox/scenario.ts';
import { parseScenarioFile, withScenarioFile } from '../../../src/sandbox/scenario-file.ts';

const whole = `
atlas:
  organization: { id: 5f1a0c2d3e4b5a6978877661, name: Globex, apiAccessListRequired: true }
  projects:
    - name: ledger
      clusters:
        - { name: Ledger0, instanceSize: M60, version: 8.0.5 }
        - { name: Old, paused: true }
    - name: empty
  identities:
    - { kind: api-key, desc: ci, publicKey: abcdefgh, privateKey: hush, roles: [ORG_OWNER], accessList: [127.0.0.1] }
    - { kind: service-account, name: robot, roles: [ORG_MEMBER] }
manager:
  organization: { name: Globex DC }
  projects:
    - name: ledger-prod
      deployments:
        - { name: rs-ledger, version: 6.0.24, managed: false, hosts: [{ hostname: n1.globex.example }, { hostname: n2.globex.example }] }
migrationHost: { name: mig7.globex.example, outsideAddress: 198.51.100.77 }
`;

const scenarioOf = (text: string) =>
  withScenarioFile(defaultScenario('cloud-manager'), parseScenarioFile(text, 's.yaml'));

describe('a scenario file', () => {
  it('puts what it names in the place of the default, and the rest follows', () => {
    const scenario = scenarioOf(whole);
    expect(Scenario.parse(scenario)).toEqual(scenario);
    const { atlasOrg, atlasProject, destination, sourceOrg, sourceProject, source } = mainPair(scenario);
    expect([atlasOrg.id, atlasOrg.name, atlasProject.orgId]).toEqual([
      atlasProject.orgId,
      'Globex',
      '5f1a0c2d3e4b5a6978877661',
    ]);
    expect(destination).toMatchObject({ name: 'Ledger0', instanceSize: 'M60', version: '8.0.5', stateName: 'IDLE' });
    expect([sourceOrg.name, sourceProject.orgId]).toEqual(['Globex DC', sourceOrg.id]);
    expect(source).toMatchObject({ name: 'rs-ledger', managed: false, hosts: [{ primary: true }, { primary: false }] });
    expect(scenario.migrationHost).toEqual({
      name: 'mig7.globex.example',
      outsideAddress: '198.51.100.77',
      groupId: sourceProject.id,
    });
    expect(scenario.atlas.identities.map(({ roles }) => roles)).toEqual([
      [{ roleName: 'ORG_OWNER', orgId: atlasOrg.id }],
      [{ roleName: 'ORG_MEMBER', orgId: atlasOrg.id }],
    ]);
    expect(scenario.manager.identities.every(({ roles }) => roles.every(({ orgId }) => orgId === sourceOrg.id))).toBe(
      true,
    );
  });

  it.each(['', '{}', 'atlas: {}', '{"manager":{"organization":{"name":"Other"}}}'])('%j is one', (text) => {
    expect(Scenario.parse(scenarioOf(text))).toBeDefined();
  });

  it.each([
    ['atlas: {organisation: {}}', /s\.yaml.*atlas.*organisation/s],
    [
      'atlas: {projects: [{name: p, clusters: [{name: c, stateName: SLEEPING}]}]}',
      /atlas\.projects\.0\.clusters\.0\.stateName/,
    ],
    ['atlas: {projects: [{name: p}]}', /the first project needs a cluster/],
    ['manager: {projects: [{name: p}]}', /the first project needs a deployment/],
    ['atlas: {identities: [{kind: service-account, name: x, roles: [ORG_OWNER]}]}', /the first must be an API key/],
    ['atlas: {organization: {id: 42}}', /atlas\.organization\.id/],
    ['[1, 2]', /the whole file/],
    ['atlas: [', /s\.yaml is not a scenario/],
  ])('%s is none, and the refusal says where', (text, message) => {
    expect(() => parseScenarioFile(text, 's.yaml')).toThrow(
      expect.objectContaining({ kind: 'usage', message: expect.stringMatching(message) }),
    );
  });
});
