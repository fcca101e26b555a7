import { describe } from 'vitest';
import { signalsLaw, signalsLawIsWhole, signalsNotice, signalsWhileComparing } from '../support/signals-law.ts';

describe.skipIf(process.platform === 'win32')('signals (skipped on Windows, because it has none)', () => {
  signalsLaw('cloud-manager');
  signalsWhileComparing();
  signalsLawIsWhole();

  signalsNotice('a program that listens to no SIGTERM', 'SIGTERM', {
    NODE_OPTIONS: preload(
      'const on = process.on; process.on = (name, ...rest) => name === "SIGTERM" ? process : on.call(process, name, ...rest);',
    ),
  });
  signalsNotice('a cursor that stays hidden', 'Ctrl-C', {
    NODE_OPTIONS: preload(
      'const write = process.stderr.write; process.stderr.write = (text, ...rest) => write.call(process.stderr, String(text).replaceAll("\\u001B[?25h", ""), ...rest);',
    ),
  });
});

/** Runs before the program. */
function preload(code: string): string {
  return `--import=data:text/javascript,${encodeURIComponent(code)}`;
}
