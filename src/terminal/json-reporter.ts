import { atIntervals } from '../core/at-intervals.ts';
import type { Reporter } from '../core/ports.ts';

/** Between two events about how far a step has come: who reads them later has to keep them all. */
const progressMs = 10_000;

/** The `--json` contract: each event as one line of JSON, and nothing else. */
export function createJsonReporter(write: (text: string) => void): Reporter {
  const mayTellProgress = atIntervals(progressMs);
  return {
    report: (event) => {
      if (event.type === 'progress' && !mayTellProgress(Date.parse(event.time), event.step)) return;
      write(`${escapeRest(JSON.stringify(event))}\n`);
    },
  };
}

/** JSON leaves DEL and the C1 controls as they are, and a terminal obeys some of them (0x9B begins a sequence). */
function escapeRest(json: string): string {
  return json.replaceAll(/\p{Cc}|[\u2028\u2029]/gu, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(4, '0');
    return `\\u${code}`;
  });
}
