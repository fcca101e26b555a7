import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startTerminalSession, type TerminalOptions } from '../support/terminal-session.ts';

/** Nothing answers there; the questions before the first request need nobody. */
const nobody = { LIVEMIG_ATLAS_URL: 'http://127.0.0.1:9' };

function open(args: readonly string[], options: Partial<TerminalOptions> = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'livemig-terminal-'));
  const session = startTerminalSession(args, { directory, env: nobody, ...options });
  onTestFinished(async () => {
    await session.close();
    rmSync(directory, { recursive: true });
  });
  return session;
}

describe.skipIf(process.platform === 'win32')(
  'a terminal session (skipped on Windows, because it has no signals)',
  () => {
    it('shows what has scrolled away apart from what a person sees', async () => {
      const session = open(['--help'], { columns: 60, rows: 8 });
      expect(await session.ended).toEqual({ exitCode: 0, signal: null });
      expect(session.screen().length).toBeLessThanOrEqual(8);
      expect(session.screen().join('\n')).not.toContain('Live migrates a MongoDB deployment');
      expect(session.scrollback()[0]).toContain('Live migrates a MongoDB deployment');
    });

    it('answers a question by keys, and leaves the next one', async () => {
      const session = open(['provision']);
      await session.waitFor('What manages or monitors the source');
      await session.waitFor('❯ Cloud Manager');
      expect(session.isCursorHidden()).toBe(true);
      session.press('down');
      await session.waitFor(/❯ Ops Manager/);
      session.press('enter');
      await session.waitFor("The manager's URL");
      await session.type('https://om.example', { msPerKey: 5 });
      await session.waitFor((screen) => screen.some((line) => line.endsWith('https://om.example')));
      session.press('ctrl-c');
      expect(await session.ended).toEqual({ exitCode: 130, signal: null });
      expect(session.isCursorHidden()).toBe(false);
    });

    it('tells when the window is another size, is sent a signal, and is closed', async () => {
      const [resized, terminated, closed] = [open(['provision']), open(['provision']), open(['provision'])];
      await Promise.all([resized, terminated, closed].map(({ waitFor }) => waitFor('❯ Cloud Manager')));
      resized.resize(40, 12);
      await resized.waitFor((screen) => screen.length > 3 && screen.every((line) => line.length <= 40));
      terminated.signal('SIGTERM');
      expect(await terminated.ended).toEqual({ exitCode: 143, signal: null });
      closed.hangUp();
      expect((await closed.ended).exitCode).not.toBe(0);
    });

    it('says what the screen showed when something did not appear', async () => {
      const ended = open(['no-such-command']);
      await expect(ended.waitFor('Welcome')).rejects.toThrow(
        /"Welcome" was not shown before .*\n.*There is no command/s,
      );
      const waiting = open(['provision']);
      await waiting.waitFor('❯ Cloud Manager');
      await expect(waiting.waitFor('Welcome', 50)).rejects.toThrow(/within 50 ms.*What manages or monitors/s);
    });
  },
);
