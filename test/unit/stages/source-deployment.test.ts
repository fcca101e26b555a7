import { describe, expect, it } from 'vitest';
import { LivemigError } from '../../../src/core/errors.ts';
import { linkedProject, sourceDeployment } from '../../../src/stages/source-deployment.ts';
import { answers, fakeWorld, linked, refusal } from '../../support/fake-world.ts';

const deployments = [
  { name: 'other', sharded: true },
  { name: 'billing', sharded: false },
];

async function look(atlas: Parameters<typeof fakeWorld>[0], values = answers) {
  const { world, did } = await fakeWorld({ ...atlas, values });
  return { project: await linkedProject(world, values), deployment: await sourceDeployment(world, values), did };
}

function failing(error: unknown) {
  return { atlas: { availableProjects: async () => Promise.reject(error) } };
}

function apiError(delivery: 'never-left' | 'unknown') {
  const api = { method: 'GET', path: '/', delivery };
  return new LivemigError({ kind: 'api', code: 'API_REFUSED', message: 'x', fix: 'x', api });
}

describe('the source as Atlas knows it', () => {
  it('is the project of the source among those that are linked, and its deployment by name', async () => {
    const projects = [
      { ...linked, projectId: 'another' },
      { ...linked, deployments },
    ];
    const { project, deployment, did } = await look({ atlas: { availableProjects: async () => projects } });
    expect([project, deployment]).toEqual([projects[1], deployments[1]]);
    expect(did[0]).toEqual(['availableProjects', 'atlas-org']);
  });

  it.each([
    ['no project', []],
    ['another project', [{ ...linked, projectId: 'another', deployments }]],
    ['no deployment of this name', [{ ...linked, deployments: deployments.slice(0, 1) }]],
  ])('is not there where Atlas lists %s', async (_, projects) => {
    expect((await look({ atlas: { availableProjects: async () => projects } })).deployment).toBeUndefined();
  });

  it.each([
    ['organization', { ...answers, atlasOrg: undefined }],
    ['project', { ...answers, sourceProject: undefined }],
  ])('is not asked for before the %s is known', async (_, values) => {
    expect(await look({}, values)).toEqual({ project: undefined, deployment: undefined, did: [] });
  });

  it.each([403, 404, 409])('is not there yet where Atlas refuses with %d', async (status) => {
    expect((await look(failing(refusal(status)))).project).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['too many requests', refusal(429)],
    ['a request that never left', apiError('never-left')],
    ['an answer that never came', apiError('unknown')],
    [
      'an error of the API that tells of no request',
      new LivemigError({ kind: 'api', code: 'API_REFUSED', message: 'x', fix: 'x' }),
    ],
    ['wrong credentials', new LivemigError({ kind: 'credentials', code: 'API_REFUSED', message: 'x', fix: 'x' })],
    ['a bug', new TypeError('a bug')],
  ])('is not known to be absent after %s', async (_, error) => {
    await expect(look(failing(error))).rejects.toBe(error);
  });
});
