import { interruptionLaw } from '../support/interruption-law.ts';

// One file for each manager, so that the two run side by side.
interruptionLaw('ops-manager');
