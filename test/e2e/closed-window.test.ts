import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseJournal } from '../../src/files/state-file.ts';
import type { RequestHook } from '../../src/sandbox/http/request-log.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { startTerminalSession } from '../support/terminal-session.ts';
import { realClock } from '../support/test-ports.ts';

async function startLink(without: string, onRequest: RequestHook = () => undefined) {
  const options = { manager: 'cloud-manager', documents: 1, speed: 5000, faults: [], agent: 'after-key' } as const;
  const sandbox = await startSandbox({ ...options, clock: realClock, onRequest });
  const place = mkdtempSync(join(tmpdir(), 'livemig-closed-'));
  const session = startTerminalSession(['link'], { directory: place, env: { ...sandbox.env, [without]: '' } });
  onTestFinished(async () => {
    await session.close();
    await sandbox.close();
    rmSync(place, { recursive: true });
  });
  return { session, directory: join(place, '.livemig') };
}

/** By the signal, in order: not by Node's own abort, which may leave a memory image with credentials on the disk. */
const endedByHangUp = { exitCode: null, signal: constants.signals.SIGHUP };

describe.skipIf(process.platform === 'win32')('a closed window (skipped on Windows, because it has no hang-up)', () => {
  it('leaves a question in order', async () => {
    const { session, directory } = await startLink('LIVEMIG_MANAGER');
    await session.waitFor('What manages or monitors');
    expect(existsSync(join(directory, 'lock'))).toBe(true);
    session.hangUp();
    expect(await session.waitForEnd()).toEqual(endedByHangUp);
    expect(existsSync(join(directory, 'lock'))).toBe(false);
  });

  it('lets a write on its way be finished and recorded', async () => {
    const { session, directory } = await startLink('NONE', async ({ path }, phase) => {
      if (phase === 'before' || !path.endsWith('/linkTokens')) return undefined;
      session.hangUp();
      // A slow service, not a test that waits.
      await pause(300);
      return undefined;
    });
    await session.waitFor('Do this now?');
    session.press('enter');
    expect(await session.waitForEnd()).toEqual(endedByHangUp);
    const { steps } = parseJournal(readFileSync(join(directory, 'state.json'), 'utf8'), 'state.json');
    expect(steps['link.create-token']).toMatchObject({ state: 'done' });
    expect(existsSync(join(directory, 'lock'))).toBe(false);
  });
});
