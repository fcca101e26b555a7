import { type ArmedCutoverData, armedCutoverData } from '../core/results/armed-cutover-data.ts';
import { shellWord } from '../core/shell-word.ts';
import type { MigrationFiles } from './run-ports.ts';

/** How the cutover stands that somebody armed in a directory; `undefined` where nobody ever did. */
export async function armedCutoverIn(files: MigrationFiles): Promise<ArmedCutoverData | undefined> {
  const store = await files.cutover();
  const cutover = await store.read();
  return cutover && armedCutoverData(cutover, await store.watch(cutover));
}

/** What to do where nobody is known to follow it; `undefined` where somebody does, or need not. */
export function unwatchedText({ watch, window }: ArmedCutoverData, dirFlag: string): string | undefined {
  if (watch === 'watched' || watch === 'not-needed') return undefined;
  const who =
    watch === 'nobody'
      ? 'But nobody is watching: the process that armed it has ended, so it will not be asked for.'
      : 'From here nobody can tell whether the process that armed it still runs.';
  const at = window === undefined ? '' : ` --at ${shellWord(`${minuteOf(window.from)}/${minuteOf(window.until)}`)}`;
  return `${who} To go on: livemig cutover${at}${dirFlag}`;
}

/** A window is given in minutes. */
function minuteOf(instant: string): string {
  return `${instant.slice(0, 16)}Z`;
}
