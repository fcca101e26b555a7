import { killLaw, killNotices } from '../support/kill-law.ts';

killLaw('cloud-manager', 'cutover', { first: 1, stride: 2 });

killNotices('a journal that is never put in its place', 'start', 'answered POST liveMigrations', {
  FORGETS_JOURNAL: 'yes',
});
