import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runSelf } from '../../../src/processes/run-self.ts';
import { caught } from '../../support/caught.ts';

const place = mkdtempSync(join(tmpdir(), 'livemig-self-'));
afterAll(() => rmSync(place, { recursive: true }));

const script = join(place, 'self.cjs');
const reason = new Error('Ctrl-C');

function run(
  body: string,
  changes: { interpreter?: string; signal?: AbortSignal; line?: (text: string) => void } = {},
) {
  writeFileSync(script, body);
  const { interpreter = process.execPath, signal = new AbortController().signal, line = () => {} } = changes;
  return runSelf({ self: [interpreter, script], args: [], env: {}, signal, line, err: () => {} });
}

describe('livemig in a process of its own', () => {
  it('gives its lines and its exit code', async () => {
    const lines: string[] = [];
    expect(await run("console.log('one'); process.exitCode = 3;", { line: (text) => lines.push(text) })).toBe(3);
    expect(lines).toEqual(['one']);
  });

  it('is started by its program alone where that needs no script', async () => {
    const lines: string[] = [];
    const options = { env: {}, signal: new AbortController().signal, err: () => {} };
    const args = ['-p', 'process.argv.length'];
    expect(await runSelf({ ...options, self: [process.execPath], args, line: (text) => lines.push(text) })).toBe(0);
    expect(lines).toEqual(['1']);
  });

  it('says so where no process can be started', async () => {
    const error = await caught(run('', { interpreter: join(place, 'no-node') }));
    expect([error.code, error.message]).toEqual(['PROCESS_NOT_STARTED', expect.stringContaining('ENOENT')]);
  });

  it('is not started by a run that has been stopped', async () => {
    await expect(run('', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('is told to end with the run, and with whoever reads its lines', async () => {
    const waits = "console.log('up'); setInterval(() => {}, 1000);";
    const controller = new AbortController();
    const line = () => controller.abort(reason);
    expect(await run(waits, { signal: controller.signal, line })).toBe(143);
    const lost = () => {
      throw reason;
    };
    await expect(run(waits, { line: lost })).rejects.toBe(reason);
  });
});
