import type { Journal } from '../../src/core/journal.ts';
import { interruptionLaw, interruptionNotices } from '../support/interruption-law.ts';

// The steps of start and cutover are the same with both managers. A file each, so that they run side by side.
interruptionLaw('cloud-manager', ['start']);

const isCreating = ({ steps }: Journal) => steps['start.create-migration']?.state === 'started';

interruptionNotices('a journal that does not tell what was started', 'cloud-manager', 'start', (files) => ({
  ...files,
  state: {
    load: files.state.load,
    save: async (journal) => (isCreating(journal) ? undefined : files.state.save(journal)),
  },
}));
