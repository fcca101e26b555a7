import { LivemigError } from '../errors.ts';
import { harmless } from '../harmless.ts';
import { ownerOf, ownerText } from '../owner.ts';
import type { ArmedCutover, CutoverState } from './armed-cutover.ts';
import { cutoverText } from './cutover-words.ts';

const askForIt =
  'From any terminal, `livemig cutover --reschedule WINDOW` moves it and `livemig cutover --cancel` ends it.';
const armAgain = '`livemig cutover --at WINDOW` arms it again.';
const failedAlready = '`livemig status` shows where it stands. Another migration needs a directory of its own.';

/** What can be done instead, by the state. */
const ways: Readonly<Record<CutoverState['name'] | 'none', string>> = {
  // Whoever wants to stop one may stand in another directory than the one that is armed.
  none: '`livemig status` shows what this directory holds, and where another one nearby holds a migration; --dir names that.',
  armed: askForIt,
  waiting: askForIt,
  attempting: 'It can be cancelled until it is requested, from any terminal.',
  requested: 'Nothing ends it any more: follow it with `livemig status`.',
  done: 'Nothing is left to be done: `livemig status` shows how it ended.',
  failed: failedAlready,
  'gave-up': armAgain,
  cancelled: armAgain,
};

/** `done` is what somebody wanted to be done to it, such as "cancelled". */
export function notInState(cutover: ArmedCutover | undefined, done: string): LivemigError {
  return new LivemigError({
    kind: 'blocked',
    code: 'CUTOVER_STATE',
    message: `The cutover cannot be ${done}: ${cutoverText(cutover)}.`,
    fix: ways[cutover?.state.name ?? 'none'],
  });
}

export function windowClosed(cutover: ArmedCutover): LivemigError {
  return new LivemigError({
    kind: 'blocked',
    code: 'WINDOW_CLOSED',
    message: `The window of the cutover is not open: ${cutoverText(cutover)}.`,
    fix: askForIt,
  });
}

export function watchedByAnother({ watcher }: ArmedCutover): LivemigError {
  return new LivemigError({
    kind: 'locked',
    code: 'CUTOVER_WATCHED',
    message: `Another process follows the armed cutover (${harmless(ownerText(watcher))}).`,
    fix: 'Leave the cutover to it, or end that process first. `livemig status` works in the meantime.',
    data: { owner: ownerOf(watcher) },
  });
}
