import { expect, it } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { realClock, runCommand } from '../support/test-ports.ts';

/** Its commands run in this process, each with an environment of its own as CI would give them. */
async function rehearse(faults: readonly string[]) {
  return runCommand(['rehearse', '--documents', '20', '--speed', '5000'], {
    env: {},
    startSandbox: (options) => startSandbox({ ...options, faults, clock: realClock }),
    async runSelf({ args, env, line }) {
      const run = await runCommand(
        args.filter((one) => one !== '--json'),
        { env: { ...env, LIVEMIG_POLL_INTERVAL: '5ms' } },
      );
      for (const event of run.events) line(JSON.stringify(event));
      return run.exitCode;
    },
  });
}

it('a rehearsal whose migration FAILED ends with the reason, and with no advice for a directory that is gone', async () => {
  const { result } = await rehearse(['migration=fails-cutting-over']);
  expect(result.error).toMatchObject({
    code: 'REHEARSAL_FAILED',
    message:
      '`livemig cutover --confirm Billing0` failed: the migration FAILED in the sandbox: A fault of the sandbox: the writes of the source could not be blocked.',
    fix: 'Change what the reason names, at the source or the destination, and rehearse again.',
  });
});

it('one that is blocked ends with what blocks it', async () => {
  const { result } = await rehearse(['validation=disk']);
  expect(result.error).toMatchObject({
    code: 'REHEARSAL_FAILED',
    message: expect.stringMatching(/^`livemig start` failed: Atlas' validation failed: .*disk space/),
  });
});
