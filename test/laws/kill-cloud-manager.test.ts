import { killLaw, killNotices } from '../support/kill-law.ts';
import { lawRuns } from '../support/law-effort.ts';

// By day one moment in seven, by night all.
killLaw('cloud-manager', 'cutover', lawRuns > 1 ? 1 : 17);

killNotices('a journal that is never put in its place', 'start', 'answered POST liveMigrations', {
  FORGETS_JOURNAL: 'yes',
});
