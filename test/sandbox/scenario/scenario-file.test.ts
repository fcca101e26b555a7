import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../../src/core/parse-yaml.ts';
import { defaultScenario } from '../../../src/sandbox/scenario/default-scenario.ts';
import { mainPair } from '../../../src/sandbox/scenario/main-pair.ts';
import { Scenario } from '../../../src/sandbox/scenario/scenario.ts';
import { readScenarioFile } from '../../../src/sandbox/scenario/scenario-file.ts';
import { withScenarioFile } from '../../../src/sandbox/scenario/with-scenario-file.ts';

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
  withScenarioFile(defaultScenario('cloud-manager'), readScenarioFile(parseYaml(text), 's.yaml'));

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
    ['atlas: {organisation: {}}', 'atlas has no field organisation.', /correct its name/],
    [
      'atlas: {projects: [{name: p, clusters: [{name: c, stateName: SLEEPING}]}]}',
      'atlas.projects.0.clusters.0.stateName is "SLEEPING".',
      /"IDLE"/,
    ],
    [
      'manager: {projects: [{name: p, deployments: [{name: d, version: 7.0}]}]}',
      'manager.projects.0.deployments.0.version is 7.',
      /in quotes/,
    ],
    [
      'manager: {projects: [{name: p, deployments: [{name: d, version: 4.4.29}]}]}',
      'manager.projects.0.deployments.0.version is "4.4.29".',
      /5\.0, 6\.0, 7\.0 and 8\.0/,
    ],
    ['atlas: {projects: [{name: p}]}', 'atlas.projects.0.clusters is empty.', /the destination/],
    ['manager: {projects: [{name: p}]}', 'manager.projects.0.deployments is empty.', /the source/],
    ['atlas: {projects: [{clusters: [{name: c}]}]}', 'atlas.projects.0.name is missing.', /expected string/],
    [
      'atlas: {identities: [{kind: service-account, name: x, roles: [ORG_OWNER]}]}',
      'atlas.identities.0 is a service account.',
      /API key first/,
    ],
    ['atlas: {identities: [{kind: user}]}', 'atlas.identities.0.kind is "user".', /api-key or service-account/],
    [
      'atlas: {identities: [{kind: api-key, desc: x, roles: [ORG_OWNR]}]}',
      'atlas.identities.0.roles.0.role is "ORG_OWNR".',
      /ORG_OWNER/,
    ],
    [
      'atlas: {identities: [{kind: api-key, desc: x, roles: [{role: GROUP_OWNER, project: q}]}]}',
      'atlas.identities.0.roles names the project "q", which is not there.',
      /atlas\.projects/,
    ],
    [
      'atlas: {identities: [{kind: api-key, desc: x, roles: [ORG_OWNER], accessList: [here]}]}',
      'atlas.identities.0.accessList.0 is "here".',
      /CIDR/,
    ],
    [
      'atlas: {identities: [{kind: api-key, desc: x, roles: [ORG_OWNER], privateKey: 31337}]}',
      'atlas.identities.0.privateKey is not as it should be.',
      /string/,
    ],
    ['atlas: {organization: {id: 42}}', 'atlas.organization.id is 42.', /expected string/],
    ['migrationHost: {outsideAddress: mig01}', 'migrationHost.outsideAddress is "mig01".', /IP address/],
    [
      'atlas: {projects: [{name: p, clusters: [{name: c}, {name: c}]}]}',
      'atlas.projects.0.clusters has "c" twice.',
      /of its own/,
    ],
    [
      `{atlas: {organization: {id: "${'a'.repeat(24)}"}}, manager: {organization: {id: "${'a'.repeat(24)}"}}}`,
      `The ids has "${'a'.repeat(24)}" twice.`,
      /of its own/,
    ],
    ['[1, 2]', 'The whole file is [1,2].', /expected object/],
  ])('%s is none, and the refusal says where, what, and what to write', (text, problem, fix) => {
    expect(() => readScenarioFile(parseYaml(text), 's.yaml')).toThrow(
      expect.objectContaining({
        kind: 'usage',
        message: expect.stringContaining(`s.yaml is not a scenario: ${problem}`),
        fix: expect.stringMatching(fix),
      }),
    );
  });

  it('gives each deployment without hosts a host of its own', () => {
    const text = 'manager: {projects: [{name: p, deployments: [{name: rs one}, {name: rs-two}]}]}';
    const hosts = scenarioOf(text).manager.projects[0]?.deployments.flatMap((one) => one.hosts) ?? [];
    expect(hosts.map(({ hostname }) => hostname)).toEqual(['rs-one-01.corp.example', 'rs-two-01.corp.example']);
    expect(new Set(hosts.map(({ id }) => id)).size).toBe(2);
  });

  it('lets the default keys in where the organization requires access lists', () => {
    const { identities } = scenarioOf('atlas: {organization: {apiAccessListRequired: true}}').atlas;
    expect(identities.map(({ accessList }) => accessList)).toEqual([
      ['127.0.0.0/8'],
      ['127.0.0.0/8'],
      ['198.51.100.7/32'],
      ['127.0.0.0/8'],
    ]);
  });

  it('needs of a private endpoint no more than that there is one', () => {
    const [project] = scenarioOf('atlas: {projects: [{name: p, clusters: [{name: c}], endpointServices: [{}]}]}').atlas
      .projects;
    expect(project?.endpointServices).toEqual([
      { id: expect.any(String), cloudProvider: 'AWS', regionName: 'EU_CENTRAL_1', status: 'AVAILABLE' },
    ]);
  });

  it('gives roles in one project', () => {
    const { atlas } = scenarioOf(`
atlas:
  projects: [{ name: ledger, clusters: [{ name: Ledger0 }] }, { name: other }]
  identities: [{ kind: api-key, desc: ci, roles: [ORG_MEMBER, { role: GROUP_READ_ONLY, project: other }] }]
`);
    expect(atlas.identities[0]?.roles).toEqual([
      { roleName: 'ORG_MEMBER', orgId: atlas.orgs[0]?.id },
      { roleName: 'GROUP_READ_ONLY', groupId: atlas.projects[1]?.id },
    ]);
  });
});
