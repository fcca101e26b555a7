import { describe } from 'vitest';
import { signalsLaw } from '../support/signals-law.ts';

// In a file of its own: a window cannot be closed when another one was opened after it in the same process.
describe.skipIf(process.platform === 'win32')('signals (skipped on Windows, because it has none)', () => {
  signalsLaw('ops-manager');
});
