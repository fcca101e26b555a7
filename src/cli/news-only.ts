import type { LivemigEvent } from '../core/events.ts';
import { gistOf, heartbeatMs } from '../core/following/gist.ts';
import type { Reporter } from '../core/ports.ts';

/**
 * The same reporter for whoever looks again and again: told is what is otherwise than it was told last. Of a migration that is
 * followed that is what matters, and besides, at least every five minutes, that it goes on.
 *
 * @param elapsed milliseconds that go on evenly
 */
export function newsOnly(reporter: Reporter, elapsed: () => number): Reporter {
  const told = new Map<string, { readonly words: string; readonly at: number }>();
  return {
    ...reporter,
    report: (event) => {
      const subject = subjectOf(event);
      if (subject === undefined) return reporter.report(event);
      const [words, last] = [wordsOf(event), told.get(subject)];
      const isRedrawn = reporter.redraws === true || elapsed() - (last?.at ?? 0) >= heartbeatMs;
      if (last?.words === words && !(isFollowing(event) && isRedrawn)) return;
      told.set(subject, { words, at: elapsed() });
      reporter.report(event);
    },
  };
}

/** What it is about; `undefined` where the same is news each time, such as a request that --verbose shows. */
function subjectOf(event: LivemigEvent): string | undefined {
  switch (event.type) {
    case 'stage':
      return `stage ${event.stage}`;
    case 'step':
      return `step ${event.step}`;
    case 'input':
      return `input ${event.input}`;
    case 'note':
      return event.level === 'debug' ? undefined : `note ${event.message}`;
    default:
      return undefined;
  }
}

/** Numbers and times, such as `4 d 23 h`. */
const amounts = /(?:\d+(?: (?:d|h|min|s)\b)? *)+/g;

function wordsOf(event: LivemigEvent): string {
  const { time: _, ...what } = event;
  if (event.type === 'stage') return JSON.stringify({ ...what, fact: event.fact?.replaceAll(amounts, '') });
  return (event.type === 'step' ? gistOf(event) : undefined) ?? JSON.stringify(what);
}

function isFollowing(event: LivemigEvent): boolean {
  return event.type === 'step' && event.state === 'waiting' && gistOf(event) !== undefined;
}
