import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createScriptStore, scriptFileName } from '../../../src/files/script-store.ts';
import { caught } from '../../support/caught.ts';
import { whileRefused } from '../../support/refused-effect.ts';
import { openFresh } from '../../support/temporary-directory.ts';

describe('script store', () => {
  it('writes a script that only the owner can read and run, and replaces an older one', async () => {
    const { directory } = await openFresh();
    const store = createScriptStore(directory);
    await store.write('install-agent.sh', 'old');
    const path = await store.write('install-agent.sh', '#!/bin/sh\n');
    expect(path).toBe(join(directory.path, 'install-agent.sh'));
    expect(await readFile(path, 'utf8')).toBe('#!/bin/sh\n');
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o700);
    expect((await readdir(directory.path)).toSorted()).toEqual(['.gitignore', 'install-agent.sh']);
  });

  it('says why a script could not be written', async () => {
    const { directory } = await openFresh();
    const writing = whileRefused(/^chmod a\.sh$/, 'EROFS', () => createScriptStore(directory).write('a.sh', ''));
    expect(await caught(writing)).toMatchObject({
      ...{ kind: 'state-file', code: 'SCRIPT_NOT_WRITTEN' },
      message: `The script ${directory.file('a.sh')} could not be written: the file system is read-only (EROFS).`,
      fix: 'Mount the file system for writing, then run the same command again.',
    });
  });

  it.each([
    ['install-agent.sh', 'install-agent.sh'],
    ['install agent on höst.sh', 'install-agent-on-h-st.sh'],
    ['../../.bashrc', 'bashrc.sh'],
    ['..', 'script.sh'],
    ['', 'script.sh'],
    ['.sh', 'sh.sh'],
    ['/etc/passwd', 'etc-passwd.sh'],
    ['state.json', 'state.json.sh'],
    ['lock', 'lock.sh'],
    ['install.ps1', 'install.ps1'],
    ['ps1', 'ps1.sh'],
    ['a.sh.json', 'a.sh.json.sh'],
    ['sh-host.sh', 'sh-host.sh'],
    ['a\nb; rm -rf $HOME.sh', 'a-b-rm--rf-HOME.sh'],
  ])('calls a script named %j %s', (name, expected) => {
    expect(scriptFileName(name)).toBe(expected);
  });
});
