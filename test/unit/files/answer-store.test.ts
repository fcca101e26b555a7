import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createAnswerStore } from '../../../src/files/answer-store.ts';
import { openFresh } from '../../support/temporary-directory.ts';

async function fresh() {
  const { parent, directory } = await openFresh();
  return { parent, here: directory.path, store: createAnswerStore(directory) };
}

describe('the answers of a run that ended early', () => {
  it('are none before any is kept, and reading and forgetting make no directory', async () => {
    const { parent, store } = await fresh();
    expect(await store.suggested()).toEqual({});
    await store.forget();
    expect(readdirSync(parent)).toEqual([]);
  });

  it('are kept for the owner only, in place of those before, until they are forgotten', async () => {
    const { here, store } = await fresh();
    await store.keep({ atlasOrg: 'old' });
    await store.keep({ managerIps: ['203.0.113.7'], sourceTls: false });
    expect(await store.suggested()).toEqual({ managerIps: ['203.0.113.7'], sourceTls: false });
    expect(statSync(join(here, 'answers.json')).mode & 0o777).toBe(0o600);
    await store.forget();
    expect([await store.suggested(), readdirSync(here)]).toEqual([{}, ['.gitignore']]);
  });

  it.each(['', '{', '[]', 'null', '{"atlasOrg":7}'])('are none in a file that holds %j', async (text) => {
    const { here, store } = await fresh();
    mkdirSync(here);
    writeFileSync(join(here, 'answers.json'), text);
    expect(await store.suggested()).toEqual({});
  });

  it('stop nothing where they cannot be kept, and follow no link', async () => {
    const { parent, here, store } = await fresh();
    mkdirSync(here);
    const elsewhere = join(parent, 'elsewhere.json');
    writeFileSync(elsewhere, '{"atlasOrg":"Acme"}');
    symlinkSync(elsewhere, join(here, 'answers.json'));
    expect(await store.suggested()).toEqual({});
    await store.keep({ atlasOrg: 'Other' });
    expect(readFileSync(elsewhere, 'utf8')).toBe('{"atlasOrg":"Acme"}');
  });
});
