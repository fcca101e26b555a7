import { killLaw } from '../support/kill-law.ts';
import { stride } from '../support/law-effort.ts';

// From `start` on the steps are the same with both managers, and before it most are; all moments are for the night.
killLaw('ops-manager', 'provision', stride(293));
