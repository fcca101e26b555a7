import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const root = join(import.meta.dirname, '../..');
const folder = join(root, '.github/workflows');
const Permissions = z.record(z.string(), z.string());
const Step = z.object({ uses: z.string().optional(), run: z.string().optional() });
const Workflow = z.object({
  permissions: Permissions,
  jobs: z.record(z.string(), z.object({ permissions: Permissions.optional(), steps: z.array(Step) })),
});

const workflows = readdirSync(folder).map((file) => ({
  file,
  ...Workflow.parse(parse(readFileSync(join(folder, file), 'utf8'))),
}));
const jobs = workflows.flatMap(({ file, jobs }) =>
  Object.entries(jobs).map(([name, job]) => ({ name: `${file}: ${name}`, ...job })),
);
const Action = z.object({ runs: z.object({ steps: z.array(Step) }) });
const { runs } = Action.parse(parse(readFileSync(join(root, 'action.yml'), 'utf8')));
const ofAction = runs.steps.map((step) => ({ name: 'action.yml', ...step }));
const steps = jobs.flatMap(({ name, steps }) => steps.map((step) => ({ name, ...step }))).concat(ofAction);

describe('the workflows and the action', () => {
  it('may read the repository and nothing else, but for the jobs that publish', () => {
    expect(
      workflows.filter(({ permissions }) => permissions.contents !== 'read' || Object.keys(permissions).length > 1),
    ).toEqual([]);
    const more = jobs.flatMap(({ name, permissions }) => (permissions === undefined ? [] : [[name, permissions]]));
    expect(more).toEqual([
      ['release.yml: publish', { 'id-token': 'write' }],
      ['release.yml: release', { contents: 'write' }],
    ]);
  });

  it('take every action at a commit', () => {
    const taken = steps.flatMap(({ uses }) => (uses === undefined ? [] : [uses]));
    expect(taken.length).toBeGreaterThan(10);
    expect(taken.filter((uses) => !/^(?:\.\/|[\w./-]+@[\da-f]{40}$)/.test(uses))).toEqual([]);
  });

  it('run nothing of others where they may publish', () => {
    const publishing = steps.filter(({ name }) => /^release.yml: (publish|release)$/.test(name));
    expect(
      publishing.filter(
        ({ uses, run = '' }) => /checkout/.test(uses ?? '') || /\bnpm (ci|install|i|run|test)\b|npx/.test(run),
      ),
    ).toEqual([]);
  });

  it('give no script a text that somebody else may write', () => {
    const pasted = steps.flatMap(({ run = '' }) => run.match(/\$\{\{.*?\}\}/g) ?? []);
    expect(pasted.filter((text) => !text.startsWith('${{ matrix.'))).toEqual([]);
  });
});
