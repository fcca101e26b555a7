import { killLaw, killNotices } from '../support/kill-law.ts';
import { stride } from '../support/law-effort.ts';

killLaw('cloud-manager', 'cutover', stride(401));

killNotices('a journal that is never put in its place', 'start', 'answered POST liveMigrations', {
  FORGETS_JOURNAL: 'yes',
});
