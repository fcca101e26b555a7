import { describe } from 'vitest';
import { signalsDuringWrites } from '../support/signals-during-writes.ts';

describe.skipIf(process.platform === 'win32')('signals (skipped on Windows, because it has none)', () => {
  signalsDuringWrites();
});
