import { createStateStore } from '../../src/files/state-file.ts';
import { lostLockLaw, lostLockNotices } from '../support/lost-lock-law.ts';
import { openAt } from '../support/temporary-directory.ts';

lostLockLaw('cloud-manager', 'cutover', 263);

lostLockNotices('a client that does not look before it sends', 'link', (files) => ({
  ...files,
  lock: { ...files.lock, verify: async () => {} },
}));

lostLockNotices('a state file that is written without looking', 'link', (files, path) => ({
  ...files,
  state: {
    ...files.state,
    save: async (journal) => {
      const { directory } = await openAt(path);
      await createStateStore(directory).save(journal);
    },
  },
}));
