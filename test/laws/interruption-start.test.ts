import { interruptionLaw } from '../support/interruption-law.ts';

// The steps of start and cutover are the same with both managers. A file each, so that they run side by side.
interruptionLaw('cloud-manager', ['start']);
