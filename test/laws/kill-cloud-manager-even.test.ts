import { killLaw } from '../support/kill-law.ts';

// In two files, so that they run side by side.
killLaw('cloud-manager', 'cutover', { first: 2, stride: 2 });
