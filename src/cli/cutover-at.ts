import { type ArmedCutover, type CutoverTerms, isArmed, type Watch } from '../core/cutover/armed-cutover.ts';
import type { CutoverChange } from '../core/cutover/change-cutover.ts';
import { notInState } from '../core/cutover/cutover-errors.ts';
import { type CutoverWindow, phaseOf } from '../core/cutover/cutover-window.ts';
import { cutoverText } from '../core/cutover/cutover-words.ts';
import { LivemigError } from '../core/errors.ts';
import { areUsual } from '../core/gates/gate-terms.ts';
import { gateText, wantedWhen } from '../core/gates/gate-words.ts';
import { progressOf } from '../core/journal.ts';
import type { CutoverStore } from '../core/ports.ts';
import { armedCutoverData } from '../core/results/armed-cutover-data.ts';
import { line } from '../stages/line.ts';
import { cutoverRecord, cutoverRequest, requestText } from '../stages/start/cutover-request.ts';
import { gatesNow } from '../stages/start/gates-now.ts';
import { migrationNow } from '../stages/start/this-migration.ts';
import { keepAnswer } from './answer-checklist.ts';
import type { Options, Outcome } from './command-module.ts';
import { directoryOf, pollMsOf } from './common-options.ts';
import { cutoverTimeoutCode } from './cutover-timeout.ts';
import { gateTerms } from './gate-terms.ts';
import { atWindow, guarded, inWindow, type LateWarner, lateWarner } from './in-window.ts';
import type { RunPorts } from './run-ports.ts';
import type { Session } from './session.ts';
import { type Arming, commandsOf } from './stage-commands.ts';
import { tell } from './tell.ts';
import { tellGates } from './tell-gates.ts';

/** Between two tries in the window; what stood in the way is looked at again. */
const retryMs = 30_000;

/**
 * Arms a cutover, and stays until its window opens, it is requested and has ended. It is approved before it is armed, looked
 * for in its file at every look, and once more right before the request is sent. What stands in the way is waited for as
 * long as the window is open.
 */
export async function cutOverAt(window: CutoverWindow, options: Options, ports: RunPorts): Promise<Outcome> {
  const store = await (await ports.openDirectory(directoryOf(options))).cutover();
  const isDry = options.dryRun === true;
  const warnIfLate = lateWarner(ports);
  const armed = isDry ? line : line.map((step) => inWindow(step, store, ports, warnIfLate));
  const arming = armingOf(await termsFor(window, options, store), store, ports, warnIfLate);
  const made = await commandsOf(armed, arming).cutover.run(options, isDry ? ports : guarded(ports, store));
  return isDry ? made : { ...made, data: { ...made.data, ...(await asItStands(store)) } };
}

/** What was seen of it last is of before its end. */
async function asItStands(store: CutoverStore) {
  const cutover = await store.read();
  return cutover && { armedCutover: armedCutoverData(cutover, await store.watch(cutover)) };
}

type Terms = CutoverTerms & { readonly window: CutoverWindow };

function armingOf(terms: Terms, store: CutoverStore, ports: RunPorts, warnIfLate: LateWarner): Arming {
  const { window } = terms;
  let isCutOver = () => false;
  return {
    terms,
    would: () => armingChange(terms, store).then(({ does }) => does, refusalIn),
    arm: async (session) => {
      isCutOver = () => progressOf(session.world.journal(), cutoverRecord.id) === 'done';
      if (await isGoneOnWith(session, terms.window, store)) return;
      const change = await armingChange(terms, store);
      await showGates(session, window, ports, warnIfLate);
      await approve(session, window);
      await store.change(atWindow, change);
      session.journal.note({ kind: 'decision', decision: `armed the cutover for ${window.words}` });
      // Whoever looks at the gates before the window finds who answered it, and when.
      const answer = terms.acceptedGates.find(({ gate }) => gate === 'checklist');
      if (change.does === 'arm' && answer !== undefined) await keepAnswer(session, answer.because);
      await session.journal.flush();
      tell(
        ports,
        'info',
        `Armed for ${window.words}. This process has to stay; from any terminal, \`livemig cutover --cancel\` ends it until it is requested.`,
      );
    },
    attempts: async (attempt) => {
      const told = new Set<string>();
      for (;;) {
        try {
          const ended = await attempt();
          await endWith(store, { does: 'finish' });
          return ended;
        } catch (error) {
          await store.settle().catch(() => undefined);
          // What comes after it may fail as well, such as a comparison.
          if (isCutOver()) await endWith(store, { does: 'finish' });
          if (isCutOver() || !(await mayTryAgain(error, store, ports))) throw error;
          await tellWaiting(error, told, store, ports);
          ports.reporter.busy?.('Waiting in the window; what stands in the way is looked at again');
          await ports.clock.sleep(pollMsOf(ports) ?? retryMs, ports.signal);
        }
      }
    },
  };
}

/**
 * Whether it was requested already: whoever gives the same window again, such as a service that starts this command anew
 * where it was killed, follows it.
 */
async function isGoneOnWith({ world }: Session, window: CutoverWindow, store: CutoverStore): Promise<boolean> {
  const request = cutoverRequest(world.journal());
  if (request === undefined) return false;
  const before = await store.read();
  if (before !== undefined && isSameWindow(before, window)) {
    if (before.state.name === 'requested') await takeOver(before, store);
    return true;
  }
  throw new LivemigError({
    kind: 'blocked',
    code: 'CUTOVER_STATE',
    message: `The cutover cannot be armed: ${requestText(request)}.`,
    fix: '`livemig cutover` without --at follows it.',
  });
}

/** Of one that nobody watches any more and that is gone on with, those with which it was armed. */
async function termsFor(window: CutoverWindow, options: Options, store: CutoverStore): Promise<Terms> {
  const said = gateTerms(options);
  const before = await store.read();
  if (before === undefined || !isArmed(before.state) || !isSameWindow(before, window)) return { ...said, window };
  const { window: _, ...kept } = before.terms;
  if (!areUsual(said) && JSON.stringify(said) !== JSON.stringify(kept)) throw otherTerms(before);
  return { ...kept, window };
}

function isSameWindow({ terms }: ArmedCutover, { from, until }: CutoverWindow): boolean {
  return terms.window?.from === from && terms.window.until === until;
}

function otherTerms(before: ArmedCutover): LivemigError {
  return new LivemigError({
    kind: 'blocked',
    code: 'CUTOVER_STATE',
    message: `The cutover is armed already, with other words about its gates: ${cutoverText(before)}.`,
    fix: 'Leave --max-lag, --require-gate and --accept-gate out to go on with it, or cancel it and arm it anew.',
  });
}

type ArmingChange = Extract<CutoverChange, { readonly does: 'arm' | 'watch' }>;

/** Whoever gives the window of one that nobody watches any more goes on with that. */
async function armingChange(terms: Terms, store: CutoverStore): Promise<ArmingChange> {
  const before = await store.read();
  if (before === undefined || !isArmed(before.state)) return { does: 'arm', terms };
  const watch = await store.watch(before);
  if (!isSameWindow(before, terms.window) || watch === 'watched') throw notInState(before, 'armed');
  return takenOver(watch);
}

function refusalIn(error: unknown): LivemigError {
  if (error instanceof LivemigError) return error;
  throw error;
}

function takenOver(watch: Watch): ArmingChange {
  return { does: 'watch', watcher: watch === 'nobody' ? 'dead' : 'elsewhere' };
}

async function takeOver(cutover: ArmedCutover, store: CutoverStore): Promise<void> {
  const watch = await store.watch(cutover);
  if (watch !== 'watched') await store.change(atWindow, takenOver(watch));
}

/** Whoever approves sees how they stand now; what refuses is waited for in the window. */
async function showGates(
  { world }: Session,
  window: CutoverWindow,
  ports: RunPorts,
  warnIfLate: LateWarner,
): Promise<void> {
  const migration = await migrationNow(world);
  if (migration === undefined) return;
  tellGates(await gatesNow(world, migration), ports, wantedWhen(window, ports.clock.now()));
  warnIfLate(window, migration.following);
}

/** Nobody is asked once more when the time has come, so it is said when that is, as it was understood. */
async function approve({ world, approver }: Session, { words }: CutoverWindow): Promise<void> {
  const danger = await line.find(({ id }) => id === cutoverRecord.id)?.danger?.(world);
  if (danger === undefined) return;
  await approver.approve({ ...danger, warning: `Once armed, it is requested by itself: ${words}. ${danger.warning}` });
}

/** What blocks may pass while the window is open; keeps what an attempt has come to. */
async function mayTryAgain(error: unknown, store: CutoverStore, ports: RunPorts): Promise<boolean> {
  const cutover = await store.read();
  if (!(error instanceof LivemigError) || cutover === undefined) return false;
  const { state, terms } = cutover;
  const because = reasonOf(error);
  if (state.name === 'requested') {
    const isUndone = error.api !== undefined && error.api.delivery !== 'unknown';
    if (isUndone) await endWith(store, { does: 'take-back', because });
    else if (error.kind === 'step-failed') await endWith(store, { does: 'fail', because });
    return false;
  }
  const mayPass = error.kind === 'blocked' || error.code === cutoverTimeoutCode;
  // The next try finds that out, and says so: what was cancelled meanwhile, or gave up, has nothing to wait for.
  if (!isArmed(state)) return mayPass && error.code !== 'CUTOVER_STATE';
  if (error.kind === 'step-failed' || error.kind === 'drift') await endWith(store, { does: 'give-up', because });
  // One that was moved meanwhile waits for its new window.
  if (mayPass && phaseOf(terms.window, ports.clock.now()) === 'open')
    await endWith(store, { does: 'wait', for: error.data.gates?.map(gateText) ?? [because] });
  return mayPass;
}

/** Once for each thing in the way: figures, such as of the writes, are others at every try. */
async function tellWaiting(error: unknown, told: Set<string>, store: CutoverStore, ports: RunPorts): Promise<void> {
  if (!(error instanceof LivemigError)) return;
  const inTheWay = error.data.gates?.map(({ gate }) => gate).join(' ') ?? reasonOf(error);
  if (told.has(inTheWay)) return;
  told.add(inTheWay);
  const window = (await store.read())?.terms.window;
  const goesOn = window === undefined ? '' : ` Until the window has ended (${window.words}) it is tried again.`;
  tell(ports, 'warning', `${reasonOf(error)}.${goesOn}`);
}

/** The first line, to stand within a sentence. */
function reasonOf({ message }: LivemigError): string {
  return (message.split('\n')[0] ?? '').replace(/\.$/, '');
}

/** That it could not be kept is no reason to tell anything else than how it ended. */
async function endWith(store: CutoverStore, change: CutoverChange): Promise<void> {
  await store.change(atWindow, change).catch(() => undefined);
}
