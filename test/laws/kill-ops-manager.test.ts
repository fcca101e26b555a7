import { killLaw } from '../support/kill-law.ts';

// From `start` on the steps are the same with both managers.
killLaw('ops-manager', 'provision', { first: 1, stride: 1 });
