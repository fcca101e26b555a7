import type { CutoverChange } from '../core/cutover/change-cutover.ts';
import { endsTooLate } from '../core/cutover/window-and-deadline.ts';
import { LivemigError } from '../core/errors.ts';
import { type Following, followingOf } from '../core/following/following.ts';
import { armedCutoverData } from '../core/results/armed-cutover-data.ts';
import { migrationResult } from '../core/results/stage-results.ts';
import { unwatchedText } from './armed-cutover-in.ts';
import type { CommandModule, Options, Outcome } from './command-module.ts';
import { directoryOf, dirFlag, textOption } from './common-options.ts';
import type { MigrationFiles, RunPorts } from './run-ports.ts';
import { migrationCommands } from './stage-commands.ts';
import { tell } from './tell.ts';

/** Cuts over now or in a window; or changes, from any terminal, what was armed for one. */
export const cutoverCommand: CommandModule = { result: migrationResult, run: cutOver };

async function cutOver(options: Options, ports: RunPorts): Promise<Outcome> {
  refuseContradictions(options);
  const [at, reschedule] = [textOption(options, 'at'), textOption(options, 'reschedule')];
  if (options.cancel === true) {
    const change: CutoverChange = { does: 'cancel', because: 'somebody asked for it' };
    return changeArmed(change, 'cutover --cancel', options, ports);
  }
  if (reschedule !== undefined) {
    const window = await windowOf(reschedule, ports);
    return changeArmed({ does: 'reschedule', window }, 'cutover --reschedule', options, ports);
  }
  if (at === undefined) return migrationCommands.cutover.run(options, ports);
  const { cutOverAt } = await import('./cutover-at.ts');
  return cutOverAt(await windowOf(at, ports), options, ports);
}

/** The library for time zones is loaded only by whoever gives a window. */
async function windowOf(text: string, { clock, timeZone }: RunPorts) {
  const { parseWindow } = await import('../core/cutover/window.ts');
  return parseWindow(text, { now: clock.now(), machineZone: timeZone });
}

/** What only changes what is armed does nothing else, and takes no other flag that says what to do. */
function refuseContradictions(options: Options): void {
  const changing = ['cancel', 'reschedule'].filter((name) => options[name] !== undefined);
  const others = ['at', 'confirm', 'dryRun', 'maxLag', 'requireGate', 'acceptGate', 'cutoverTimeout'].filter(
    (name) => options[name] !== undefined,
  );
  const [one, other] = [...changing, ...others].map(flagOf);
  if (changing.length === 0 || one === undefined || other === undefined) return;
  throw new LivemigError({
    kind: 'usage',
    code: 'CONTRADICTION',
    message: `${one} and ${other} contradict each other.`,
    fix: 'Leave one of them out.',
  });
}

function flagOf(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Needs no lock, no credentials and no answers: the run that waits has them. */
async function changeArmed(
  change: CutoverChange & { readonly does: 'cancel' | 'reschedule' },
  command: string,
  options: Options,
  ports: RunPorts,
): Promise<Outcome> {
  const files = await ports.openDirectory(directoryOf(options));
  const store = await files.cutover();
  const cutover = await store.change(command, change);
  const { armed, ...data } = { armed: armedCutoverData(cutover, await store.watch(cutover)), changed: true, acted: [] };
  const decision =
    change.does === 'cancel' ? 'cancelled the cutover' : `rescheduled the cutover to ${change.window.words}`;
  await files.sideAudit.append({ kind: 'decision', decision }).catch((error: unknown) => {
    if (!(error instanceof LivemigError)) throw error;
    throw error.retold({ message: `It is done: ${armed.text}. ${error.message}` });
  });
  // By what looks have kept: Atlas is not asked here.
  const late = change.does === 'reschedule' && endsTooLate(change.window, await followingIn(files, ports));
  if (late) tell(ports, 'warning', late);
  // A new window is of no use where nobody is there to ask for the cutover in it.
  const unwatched = unwatchedText(armed, dirFlag(options));
  if (unwatched !== undefined) tell(ports, 'warning', unwatched);
  return {
    status: 'done',
    data: { ...data, armedCutover: armed },
    next: [{ command: `livemig status${dirFlag(options)}`, reason: 'shows where the migration stands' }],
  };
}

async function followingIn({ samples }: MigrationFiles, { clock }: RunPorts): Promise<Following | undefined> {
  return followingOf(await samples.load(), clock.now());
}
