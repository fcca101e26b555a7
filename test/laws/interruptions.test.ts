import { interruptionLaw, interruptionNotices } from '../support/interruption-law.ts';
import { lawRuns } from '../support/law-effort.ts';

interruptionLaw('cloud-manager', 'cutover');
// From `start` on the steps are the same with both managers.
interruptionLaw('ops-manager', lawRuns > 1 ? 'cutover' : 'provision');

interruptionNotices('a lock that is not given back', {
  mutate: (files) => ({ ...files, lock: { ...files.lock, release: async () => {} } }),
});
