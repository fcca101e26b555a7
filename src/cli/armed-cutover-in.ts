import { type CutoverTerms, isArmed } from '../core/cutover/armed-cutover.ts';
import { GateName } from '../core/gates/gate-name.ts';
import { type ArmedCutoverData, armedCutoverData } from '../core/results/armed-cutover-data.ts';
import { shellWord } from '../core/shell-word.ts';
import type { MigrationFiles } from './run-ports.ts';

/** How the cutover stands that somebody armed in a directory; `undefined` where nobody ever did. */
export async function armedCutoverIn(files: MigrationFiles): Promise<ArmedCutoverData | undefined> {
  const store = await files.cutover();
  const cutover = await store.read();
  return cutover && armedCutoverData(cutover, await store.watch(cutover));
}

/** By what the gates are judged of a cutover that is armed in a directory; `undefined` where none is. */
export async function armedTermsIn(files: MigrationFiles): Promise<CutoverTerms | undefined> {
  const cutover = await (await files.cutover()).read();
  return cutover !== undefined && isArmed(cutover.state) ? cutover.terms : undefined;
}

/** How somebody who only looks can keep it from being requested. */
export const cancelText = '`livemig cutover --cancel` ends it until it is requested';

/** How it stands without figures, which are others at each look: what it waits for is named by its gates. */
export function withoutFigures({ text, waitsFor = [] }: Pick<ArmedCutoverData, 'text' | 'waitsFor'>): string {
  const names = waitsFor.map((reason) => GateName.safeParse(reason.split(':')[0]).data ?? reason);
  return text.replace(waitsFor.join('; '), names.join(', '));
}

/** What to do where nobody is known to follow it; `undefined` where somebody does, or need not. */
export function unwatchedText({ watch, window }: ArmedCutoverData, dirFlag: string): string | undefined {
  if (watch === 'watched' || watch === 'not-needed') return undefined;
  const who =
    watch === 'nobody'
      ? 'But nobody is watching: the process that armed it has ended, so it will not be asked for.'
      : 'From here nobody can tell whether the process that armed it still runs.';
  const at = window === undefined ? '' : ` ${atFlag(window)}`;
  return `${who} To go on (what it was given besides, such as --hooks, is not kept and has to be given again): livemig cutover${at}${dirFlag}`;
}

/** What goes on with a cutover that is armed for a window; `undefined` where none is. */
export function atOf(armed: ArmedCutoverData | undefined): string | undefined {
  if (armed?.window === undefined || !isArmed({ name: armed.state })) return undefined;
  return atFlag(armed.window);
}

/** The same where nobody is known to follow it; whatever else cuts over is refused beside it. */
export function unwatchedAt(armed: ArmedCutoverData | undefined): readonly string[] {
  const at = armed?.watch === 'watched' ? undefined : atOf(armed);
  return at === undefined ? [] : [at];
}

function atFlag({ from, until }: Pick<NonNullable<ArmedCutoverData['window']>, 'from' | 'until'>): string {
  return `--at ${shellWord(`${minuteOf(from)}/${minuteOf(until)}`)}`;
}

/** A window is given in minutes. */
function minuteOf(instant: string): string {
  return `${instant.slice(0, 16)}Z`;
}
