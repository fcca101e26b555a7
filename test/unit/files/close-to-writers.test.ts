import { chmod, stat, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { emptyJournal } from '../../../src/core/journal.ts';
import { createAuditLog } from '../../../src/files/audit-log.ts';
import { closeToWriters } from '../../../src/files/close-to-writers.ts';
import { createStateStore } from '../../../src/files/state-file.ts';
import { openFresh } from '../../support/temporary-directory.ts';
import { realClock } from '../../support/test-ports.ts';

const isWindows = process.platform === 'win32';

async function openedWith(mode: number) {
  const { directory, warnings } = await openFresh();
  await directory.prepare();
  const path = directory.file('state.json');
  await writeFile(path, '');
  await chmod(path, mode);
  return { directory, path, warnings, modeNow: async () => (await stat(path)).mode & 0o777 };
}

describe.runIf(!isWindows)('a file of ours', () => {
  it.each([
    [0o666, '666'],
    [0o620, '620'],
    [0o602, '602'],
  ])('is taken back from those who could write to it, and told of (mode %o)', async (mode, shown) => {
    const { directory, path, warnings, modeNow } = await openedWith(mode);
    await closeToWriters(directory, path, (await stat(path)).mode);
    expect([await modeNow(), warnings]).toEqual([
      0o600,
      [
        `${path} could be written by other users (mode ${shown}); its mode is now 600. ` +
          'If others use this machine, check that it says what you expect.',
      ],
    ]);
  });

  it.each([0o600, 0o644, 0o755])('that others can only read is left as it is (mode %o)', async (mode) => {
    const { directory, path, warnings, modeNow } = await openedWith(mode);
    await closeToWriters(directory, path, mode);
    expect([await modeNow(), warnings]).toEqual([mode, []]);
  });

  it('is left as it is where modes mean nothing', async () => {
    const { directory, path, warnings, modeNow } = await openedWith(0o666);
    await closeToWriters({ ...directory, uid: undefined }, path, 0o666);
    expect([await modeNow(), warnings]).toEqual([0o666, []]);
  });

  it('is taken back when it is read, and when it is appended to', async () => {
    const { directory, warnings } = await openFresh();
    const state = createStateStore(directory);
    await state.save(emptyJournal(new Date(0)));
    const writer = { clock: realClock, user: 'ann', host: 'here', pid: 1, isAlive: () => true };
    const audit = createAuditLog(directory, writer);
    await audit.append({ kind: 'decision', decision: 'one' });
    for (const [name, use] of [
      ['state.json', () => state.load()],
      ['events.ndjson', () => audit.read()],
      ['events.ndjson', () => audit.append({ kind: 'decision', decision: 'two' })],
    ] as const) {
      await chmod(directory.file(name), 0o666);
      await use();
      expect((await stat(directory.file(name))).mode & 0o777).toBe(0o600);
    }
    expect(warnings).toHaveLength(3);
  });
});
