import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCheckpointStore } from '../../../src/files/checkpoint-store.ts';
import { openMigrationDirectory } from '../../../src/files/migration-directory.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

async function opened() {
  const path = join(await temporaryDirectory(), '.livemig');
  const directory = await openMigrationDirectory(path, { uid: process.getuid?.(), warn: () => {} });
  return { path, file: join(path, 'checkpoint.json'), store: createCheckpointStore(directory) };
}

describe('the checkpoint', () => {
  it('is there for the step that kept it, readable by nobody else, until it is forgotten', async () => {
    const { path, file, store } = await opened();
    expect(await store.load('start.verify')).toBeUndefined();
    await store.save('start.verify', { at: 1 });
    await store.save('start.verify', { at: 2 });
    expect(await store.load('start.verify')).toEqual({ at: 2 });
    expect(await store.load('start.validate')).toBeUndefined();
    expect([(await stat(file)).mode & 0o777, await readFile(file, 'utf8')]).toEqual([
      0o600,
      '{"step":"start.verify","value":{"at":2}}\n',
    ]);
    await store.forget();
    await store.forget();
    expect(await store.load('start.verify')).toBeUndefined();
    expect(await readdir(path)).not.toContain('checkpoint.json');
  });

  it.each(['', '{"step":"start.verify","val', '[]', '{"value":1}', 'null'])(
    'that is %j is as good as none',
    async (text) => {
      const { path, file, store } = await opened();
      await mkdir(path);
      await writeFile(file, text);
      expect(await store.load('start.verify')).toBeUndefined();
    },
  );

  it('that cannot be read or kept stops nothing', async () => {
    const { path, file, store } = await opened();
    await mkdir(file, { recursive: true });
    await store.save('start.verify', 1);
    expect(await store.load('start.verify')).toBeUndefined();
    await store.forget();
    await chmod(path, 0o700);
    expect(await readdir(path)).toContain('checkpoint.json');
  });
});
