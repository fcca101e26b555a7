import type { Reporter } from '../core/ports.ts';

/** The `--json` contract: each event as one line of JSON, and nothing else. */
export function createJsonReporter(write: (text: string) => void): Reporter {
  return { report: (event) => write(`${escapeRest(JSON.stringify(event))}\n`) };
}

/** JSON leaves DEL and the C1 controls as they are, and a terminal obeys some of them (0x9B begins a sequence). */
function escapeRest(json: string): string {
  return json.replaceAll(/\p{Cc}|[\u2028\u2029]/gu, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(4, '0');
    return `\\u${code}`;
  });
}
