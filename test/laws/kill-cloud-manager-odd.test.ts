import { killLaw, killNotices } from '../support/kill-law.ts';
import { lawRuns } from '../support/law-effort.ts';

killLaw('cloud-manager', 'cutover', { first: 1, stride: lawRuns > 1 ? 2 : 7 });

killNotices('a journal that is never put in its place', 'start', 'answered POST liveMigrations', {
  FORGETS_JOURNAL: 'yes',
});
