import { answersLaw } from '../support/answers-law.ts';

// Start and cutover talk to Atlas as they do with Cloud Manager. A file each, so that they run side by side.
answersLaw('ops-manager', ['link', 'provision']);
