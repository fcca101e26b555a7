import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { itHolds, itNotices, type TryCase } from '../support/law.ts';
import { startLawSandbox } from '../support/law-sandbox.ts';
import { realClock, runCommand } from '../support/test-ports.ts';

const law = 'dry run';

/** In the order of a migration; each is tried dry at each point of it. */
const commands = [['link'], ['provision'], ['start'], ['cutover', '--confirm', 'Billing0']] as const;

type Manager = 'cloud-manager' | 'ops-manager';

describe.each<Manager>(['cloud-manager', 'ops-manager'])('a dry run, with %s', (manager) => {
  itHolds(law, 'sends reads only and leaves every file as it is', (tryCase) => wholeMigration(tryCase, manager, true));
});

itNotices(law, 'a dry run that is none', (tryCase) => wholeMigration(tryCase, 'cloud-manager', false));

async function wholeMigration(tryCase: TryCase, manager: Manager, isDry: boolean): Promise<void> {
  const sandbox = await startLawSandbox({
    manager,
    documents: 60,
    speed: 5000,
    faults: [],
    agent: 'after-key',
    clock: realClock,
  });
  const place = mkdtempSync(join(tmpdir(), 'livemig-dry-'));
  const agreement = manager === 'ops-manager' ? ['--accept-migration-agreement', '--manager-ip', '203.0.113.7'] : [];
  const run = (command: readonly string[], more: readonly string[]) =>
    runCommand(
      [...command, ...(command[0] === 'link' ? agreement : []), ...more, '--no-input', '--dir', join(place, 'state')],
      { env: { ...sandbox.env, LIVEMIG_POLL_INTERVAL: '20ms' } },
    );
  const writes = () => sandbox.requests().filter(({ method }) => method !== 'GET').length;
  try {
    for (const real of [undefined, ...commands]) {
      if (real !== undefined) expect((await run(real, [])).result.error).toBeNull();
      for (const command of commands) {
        await tryCase(`${command[0]} after ${real?.[0] ?? 'nothing'}`, async () => {
          const [files, sent] = [filesIn(place), writes()];
          const { result } = await run(command, isDry ? ['--dry-run'] : []);
          expect(result.exitCode).not.toBe(70);
          if (result.error === null) expect(result).toMatchObject({ status: 'dry-run', data: { changed: false } });
          expect(writes() - sent).toBe(0);
          expect(filesIn(place)).toEqual(files);
        });
      }
    }
  } finally {
    await sandbox.close();
    rmSync(place, { recursive: true });
  }
}

function filesIn(place: string): Readonly<Record<string, string>> {
  const names = readdirSync(place, { recursive: true, withFileTypes: true });
  const paths = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map((path) => [path, readFileSync(path, 'utf8')]));
}
