import { answersLaw } from '../support/answers-law.ts';
import { stride } from '../support/law-effort.ts';

// Start and cutover talk to Atlas as they do with Cloud Manager, and most of what comes before does; all is for the night.
answersLaw('ops-manager', ['link', 'provision'], stride(449));
