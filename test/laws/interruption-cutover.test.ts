import { interruptionLaw } from '../support/interruption-law.ts';

interruptionLaw('cloud-manager', ['cutover']);
