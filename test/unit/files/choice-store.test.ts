import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createChoiceStore, readKnownChoices } from '../../../src/files/choice-store.ts';
import { openFresh } from '../../support/temporary-directory.ts';

async function fresh() {
  const { parent, directory } = await openFresh();
  return { parent, here: directory.path, ...createChoiceStore(directory) };
}

describe('the names that were listed last', () => {
  it('are none before any is kept, and reading makes no directory', async () => {
    const { parent, here } = await fresh();
    expect(await readKnownChoices(here)).toEqual({});
    expect(readdirSync(parent)).toEqual([]);
  });

  it('are kept by input, the latest list in place of the one before, for the owner only', async () => {
    const { here, rememberChoices } = await fresh();
    await rememberChoices('atlasOrg', [{ value: '1', name: 'Old' }]);
    await Promise.all([
      rememberChoices('atlasOrg', [{ value: '2', name: 'Acme', note: 'M40' }]),
      rememberChoices('sourceOrg', [{ value: '3', name: 'Payments' }]),
    ]);
    expect(await readKnownChoices(here)).toEqual({
      atlasOrg: [{ value: '2', name: 'Acme', note: 'M40' }],
      sourceOrg: [{ value: '3', name: 'Payments' }],
    });
    expect(statSync(join(here, 'choices.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(here).toSorted()).toEqual(['.gitignore', 'choices.json']);
  });

  it('leave out what cannot be chosen', async () => {
    const { here, rememberChoices } = await fresh();
    await rememberChoices('destinationCluster', [
      { value: 'A', name: 'A' },
      { value: 'B', name: 'B', unsuitable: 'paused' },
    ]);
    expect((await readKnownChoices(here)).destinationCluster).toEqual([{ value: 'A', name: 'A' }]);
  });

  it('are not written again when nothing is new', async () => {
    const { here, rememberChoices } = await fresh();
    await rememberChoices('atlasOrg', [{ value: '1', name: 'Acme' }]);
    const { ino } = statSync(join(here, 'choices.json'));
    await rememberChoices('atlasOrg', [{ value: '1', name: 'Acme' }]);
    expect(statSync(join(here, 'choices.json')).ino).toBe(ino);
  });

  it.each(['', '{', '[]', 'null', '{"atlasOrg":7}', '{"atlasOrg":[{"value":1,"name":"x"},null,"x"]}'])(
    'are none in a file that holds %j, and the next list replaces it',
    async (text) => {
      const { here, rememberChoices } = await fresh();
      mkdirSync(here);
      writeFileSync(join(here, 'choices.json'), text);
      expect(Object.values(await readKnownChoices(here)).flat()).toEqual([]);
      await rememberChoices('atlasOrg', [{ value: '1', name: 'Acme' }]);
      expect((await readKnownChoices(here)).atlasOrg).toEqual([{ value: '1', name: 'Acme' }]);
    },
  );

  it('stop nothing where they cannot be kept, and follow no link', async () => {
    const { parent, here, rememberChoices } = await fresh();
    mkdirSync(here);
    const elsewhere = join(parent, 'elsewhere.json');
    writeFileSync(elsewhere, '{"atlasOrg":[{"value":"1","name":"Acme"}]}');
    symlinkSync(elsewhere, join(here, 'choices.json'));
    expect(await readKnownChoices(here)).toEqual({});
    await rememberChoices('atlasOrg', [{ value: '2', name: 'Other' }]);
    expect(readFileSync(elsewhere, 'utf8')).toContain('Acme');
    expect(await readKnownChoices(here)).toEqual({});
  });
});
