import { killLaw } from '../support/kill-law.ts';
import { lawRuns } from '../support/law-effort.ts';

// In two files, so that they run side by side. By day they try two moments in seven, by night all.
killLaw('cloud-manager', 'cutover', { first: 2, stride: lawRuns > 1 ? 2 : 7 });
