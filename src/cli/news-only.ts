import type { LivemigEvent } from '../core/events.ts';
import type { Reporter } from '../core/ports.ts';

/** The same reporter for whoever looks again and again: told is what is otherwise than it was told last. */
export function newsOnly(reporter: Reporter): Reporter {
  const told = new Map<string, string>();
  return {
    ...reporter,
    report: (event) => {
      const subject = subjectOf(event);
      const { time: _, ...what } = event;
      const words = JSON.stringify(what);
      if (subject !== undefined && told.get(subject) === words) return;
      if (subject !== undefined) told.set(subject, words);
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
