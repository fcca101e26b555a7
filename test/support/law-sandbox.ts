import { lawRuns } from './law-effort.ts';
import { startPaperSandbox } from './paper-sandbox.ts';
import { startQuietSandbox } from './quiet-sandbox.ts';

/** For laws about requests, files and words: without deployments where only a change is tested, as `startLawJourney`. */
export const startLawSandbox = lawRuns > 1 ? startQuietSandbox : startPaperSandbox;
