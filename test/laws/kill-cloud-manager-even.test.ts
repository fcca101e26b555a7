import { killLaw } from '../support/kill-law.ts';
import { lawRuns } from '../support/law-effort.ts';

// In two files, so that they run side by side. Every other moment of each is for the night.
killLaw('cloud-manager', 'cutover', { first: 2, stride: lawRuns > 1 ? 2 : 4 });
