import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Sandbox } from '../../src/sandbox/index.ts';
import type { Identity } from '../../src/sandbox/scenario/scenario.ts';
import { readDocument } from '../support/documents.ts';
import { stride } from '../support/law-effort.ts';
import { startForMigration } from '../support/sandbox-flow.ts';

const root = join(import.meta.dirname, '../..');
const [, script = ''] = /```sh\n(livemig sandbox [^`]*trap [^`]*)```/.exec(readDocument('docs/sandbox.md')) ?? [];
const [, migrateScript = ''] = /```sh\n(set -eu\n[^`]*)```/.exec(readDocument('docs/ci.md')) ?? [];

const [, gitlabText = ''] = /```yaml\n(migrate:\n[\s\S]*?)```/.exec(readDocument('docs/ci.md')) ?? [];
const [, workflowText = ''] = /```yaml\n(name: [\s\S]*?)```/.exec(readDocument('docs/ci.md')) ?? [];

/** How the script ends, with what faults and exit code; by day not with all of them. */
const ends: readonly (readonly [how: string, faults: string, code: number])[] = [
  ['as it stands', '', 0],
  ['with a validation that fails', '--fault validation=disk', 3],
  ['with a migration that fails', '--fault migration=fails-copying', 1],
  ['with a creation whose answer is lost', "--fault 'POST */liveMigrations#1=drop-after'", 5],
];

const Failed = z.object({ code: z.number() });
/** Of a process that ended, with or without an error. */
const Ended = z.object({ code: z.number().default(0), stdout: z.string() });
const Env = z.record(z.string(), z.string());
const Step = z.object({
  name: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  'working-directory': z.string().optional(),
  with: z.looseObject({ path: z.string().optional(), ref: z.string().optional() }).optional(),
  env: Env.optional(),
});
const Workflow = z.object({ jobs: z.object({ migrate: z.object({ env: Env, steps: z.array(Step) }) }) });

const GitLab = z.object({ migrate: z.object({ variables: Env, script: z.array(z.string()) }) });

describe.skipIf(process.platform === 'win32')(
  'the script in docs/sandbox.md (skipped, because it needs sh, on Windows)',
  () => {
    // Side by side, because each waits for most of its time.
    it.concurrent.for(ends.filter((_, at) => at % stride(6) === 0))(
      '%s ends as it says',
      { timeout: 180_000 },
      async ([, faults, code], { expect, onTestFinished }) => {
        const place = mkdtempSync(join(tmpdir(), 'livemig-ci-'));
        onTestFinished(() => rmSync(place, { recursive: true, force: true }));
        install(place);
        const text = script.replace('livemig sandbox', `livemig sandbox --documents 200 --speed 600 ${faults}`);
        const env = { PATH: `${place}:${process.env.PATH}`, HOME: place };
        const running = promisify(execFile)('sh', ['-e', '-c', text], { cwd: place, env });
        const ended = await running.then(
          () => ({ code: 0 }),
          (error: unknown) => Failed.parse(error),
        );
        expect(ended.code).toBe(code);
      },
    );
  },
);

describe.skipIf(process.platform === 'win32')(
  'the workflow in docs/ci.md (skipped, because it needs bash, on Windows)',
  () => {
    const { env: jobEnv, steps } = Workflow.parse(parse(workflowText)).jobs.migrate;
    const named = (name: string) => {
      const found = steps.find((step) => step.name === name);
      if (found === undefined) throw new Error(`no step is called ${name}`);
      return found;
    };

    it('takes every action, and livemig itself, at a commit', () => {
      const commits = steps.flatMap(({ uses, with: given }) => (uses === undefined ? [] : [uses, given?.ref ?? '@']));
      expect(commits.filter((commit) => !/^(?:@|.+@[\da-f]{40}|[\da-f]{40})$/.test(commit))).toEqual([]);
      expect(steps[0]?.with).toMatchObject({ path: 'livemig', ref: expect.stringMatching(/^[\da-f]{40}$/) });
    });

    it('builds that checkout as the chapter on installing says', () => {
      const install = named('Install livemig');
      expect(install).toMatchObject({ run: 'npm ci', 'working-directory': 'livemig' });
      expect(readDocument('README.md')).toContain('```sh\nnpm ci\nnpm link\n```');
    });

    it('shows secrets to the step that needs them, and to no other', () => {
      const secret = /secrets\.[A-Z_]+/g;
      const seeing = steps.filter((step) => JSON.stringify(step).match(secret) !== null);
      expect(seeing.map(({ name }) => name)).toEqual(['Migrate']);
      expect(JSON.stringify(seeing).match(secret)).toEqual(workflowText.match(secret));
    });

    it('migrates hour by hour, and cuts over when told to', async () => {
      const { migrate, sandbox } = await startWorkflow();
      expect(await migrate('', (text) => text.replace('--timeout 30m', '--timeout 1ms'))).toEqual(stillInProgress);
      expect(await migrate('Billing0')).toEqual(done);
      expect(sandbox.migrations()).toMatchObject([{ status: 'COMPLETE' }]);
    });

    it('does what migrate.sh does, for other runners and in the README', () => {
      const { run = '' } = named('Migrate');
      const said = run.replace(
        "'::notice::Still in progress; the next run goes on.'",
        "'Still in progress: the next job goes on.' >&2",
      );
      const called = said.replace('node livemig/bin/livemig.js', 'livemig');
      expect(`set -eu\n${called}`).toBe(migrateScript);
      expect(readDocument('README.md')).toContain(migrateScript);
    });

    it('gives GitLab the same names', () => {
      const gitlab = GitLab.parse(parse(gitlabText)).migrate;
      const { LIVEMIG_DIR, ...names } = gitlab.variables;
      expect(names).toEqual(jobEnv);
      expect(gitlab.script).toEqual(['sh migrate.sh']);
      expect(LIVEMIG_DIR).toMatch(/^\//);
    });

    it('fails where livemig does, as migrate.sh', async () => {
      const { migrate } = await startWorkflow(['validation=disk']);
      expect(await migrate('', () => migrateScript)).toEqual({ code: 3, says: '' });
    });

    const done = { code: 0, says: '' };
    const stillInProgress = { code: 0, says: 'Still in progress; the next run goes on.' };

    /** The step that migrates, as a runner starts it (`bash -e`), with a sandbox in place of the services. */
    async function startWorkflow(faults: readonly string[] = []) {
      const { sandbox, env } = await startForMigration({ agent: 'running', faults, speed: 5000 });
      const place = mkdtempSync(join(tmpdir(), 'livemig-workflow-'));
      onTestFinished(() => rmSync(place, { recursive: true, force: true }));
      symlinkSync(root, join(place, 'livemig'));
      const bin = join(place, 'bin');
      mkdirSync(bin);
      install(bin);
      const { LIVEMIG_ATLAS_URL = '', LIVEMIG_MANAGER_URL = '', LIVEMIG_POLL_INTERVAL = '' } = env;
      const sandboxEnv = { LIVEMIG_ATLAS_URL, LIVEMIG_MANAGER_URL, LIVEMIG_POLL_INTERVAL };
      const { run = '', env: stepEnv = {} } = named('Migrate');
      const migrate = async (confirm: string, changed = (text: string) => text) => {
        const filled = fill(stepEnv, { ...secretsOf(sandbox), 'inputs.confirm': confirm });
        const running = promisify(execFile)('bash', ['-e', '-c', changed(run)], {
          cwd: place,
          env: { PATH: `${bin}:${process.env.PATH}`, HOME: place, CI: 'true', ...jobEnv, ...filled, ...sandboxEnv },
        });
        const ended = await running.catch((error: unknown) => error);
        const { code, stdout } = Ended.parse(ended);
        return { code, says: /^::notice::(.*)$/m.exec(stdout)?.[1] ?? '' };
      };
      return { migrate, sandbox };
    }
  },
);

/** As a package manager does it: a small script of that name in a directory of PATH. */
function install(directory: string): void {
  const command = `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'bin/livemig.js')}' "$@"\n`;
  writeFileSync(join(directory, 'livemig'), command, { mode: 0o755 });
}

/** What the example calls secrets, as the sandbox has them. */
function secretsOf({ scenario: { atlas, manager, sourceUser } }: Sandbox): Record<string, string> {
  const accountOf = (identities: readonly Identity[]) => {
    const found = identities.find((one) => one.kind === 'service-account');
    if (found?.kind !== 'service-account') throw new Error('the sandbox has no service account');
    return found;
  };
  const [atlasAccount, managerAccount] = [accountOf(atlas.identities), accountOf(manager.identities)];
  return {
    'secrets.ATLAS_CLIENT_ID': atlasAccount.clientId,
    'secrets.ATLAS_CLIENT_SECRET': atlasAccount.clientSecret,
    'secrets.MANAGER_CLIENT_ID': managerAccount.clientId,
    'secrets.MANAGER_CLIENT_SECRET': managerAccount.clientSecret,
    'secrets.SOURCE_PASSWORD': sourceUser.password,
  };
}

/** The variables with the values of their expressions; all of those have to be known. */
function fill(env: Readonly<Record<string, string>>, values: Readonly<Record<string, string>>): Record<string, string> {
  const known = (name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`${name} is not known`);
    return value;
  };
  const filled = (text: string) => text.replaceAll(/\$\{\{ (\S+) \}\}/g, (_, name: string) => known(name));
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, filled(value)]));
}
