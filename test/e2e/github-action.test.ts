import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { startForMigration } from '../support/sandbox-flow.ts';

const script = join(import.meta.dirname, '../../.github/action/run.js');
const Ended = z.object({ code: z.number().default(0), stdout: z.string(), stderr: z.string() });

/** The step of the action that runs livemig, as a runner starts it; what it told the workflow. */
async function runAction(command: string, args: readonly string[], env: Readonly<Record<string, string>>) {
  const place = mkdtempSync(join(tmpdir(), 'livemig-action-'));
  onTestFinished(() => rmSync(place, { recursive: true, force: true }));
  const [output, summary] = [join(place, 'output'), join(place, 'summary')];
  for (const file of [output, summary]) writeFileSync(file, '');
  const told = { GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary };
  const given = { COMMAND: command, ARGS: args.join('\n'), DIRECTORY: join(place, '.livemig') };
  const running = promisify(execFile)(process.execPath, [script], {
    cwd: place,
    env: { PATH: process.env.PATH, HOME: place, CI: 'true', ...told, ...given, ...env },
  });
  const ended = Ended.parse(await running.catch((error: unknown) => error));
  return { ...ended, output: readFileSync(output, 'utf8'), summary: readFileSync(summary, 'utf8') };
}

describe('the action for GitHub', () => {
  it('takes what is still in progress for a success, and tells what a stage has done, with no secret in it', async () => {
    const { env } = await startForMigration();
    const waiting = await runAction('link', ['--timeout=1ms', ''], env);
    expect(waiting).toMatchObject({ code: 0, output: 'exit-code=8\nin-progress=true\n' });
    expect(waiting.summary).toMatch(/^### livemig link: still in progress\n/);
    const { code, output, summary } = await runAction('link', [], env);
    expect({ code, output }).toEqual({ code: 0, output: 'exit-code=0\nin-progress=false\n' });
    expect(summary).toMatch(/^### livemig link: done\n\n# [\s\S]*Create a link-token/);
    expect(summary).not.toContain(env.LIVEMIG_ATLAS_PRIVATE_KEY);
  });

  it('fails where livemig does, and runs no other command', async () => {
    const { code, output, summary } = await runAction('link', [], {});
    expect({ code, output }).toEqual({ code: 2, output: 'exit-code=2\nin-progress=false\n' });
    expect(summary).toMatch(/^### livemig link: ended with exit code 2\n/);
    expect(await runAction('sandbox', [], {})).toMatchObject({
      code: 2,
      output: '',
      stderr: expect.stringContaining('"sandbox"'),
    });
  });
});
