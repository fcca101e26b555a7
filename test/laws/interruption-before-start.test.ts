import { interruptionLaw } from '../support/interruption-law.ts';

interruptionLaw('cloud-manager', ['link', 'provision']);
interruptionLaw('ops-manager', ['link', 'provision']);
