import type { LivemigEvent } from '../core/events.ts';
import type { Reporter } from '../core/ports.ts';
import type { Options } from './command-module.ts';
import { dirFlag } from './common-options.ts';
import type { RunPorts } from './run-ports.ts';

/** The same ports, whose reporter names in each advised command the directory that this run works in. */
export function advisingHere(ports: RunPorts, options: Options): RunPorts {
  const flag = dirFlag(options);
  return flag === '' ? ports : { ...ports, reporter: reporterFor(ports.reporter, flag) };
}

function reporterFor(reporter: Reporter, flag: string): Reporter {
  return { ...reporter, report: (event) => reporter.report(eventHere(event, flag)) };
}

/** Steps and checks know no directory, and a command pasted without it would act on another migration. */
function eventHere(event: LivemigEvent, flag: string): LivemigEvent {
  const here = (text: string) => adviceHere(text, flag);
  switch (event.type) {
    case 'note':
      return { ...event, message: here(event.message) };
    case 'step':
      return event.detail === undefined ? event : { ...event, detail: here(event.detail) };
    case 'finding':
      return {
        ...event,
        message: here(event.message),
        ...(event.fix === undefined ? {} : { fix: here(event.fix) }),
      };
    case 'result': {
      const { error } = event;
      return error === null
        ? event
        : { ...event, error: { ...error, message: here(error.message), fix: here(error.fix) } };
    }
    default:
      return event;
  }
}

/** Commands that stand in backticks and belong to a migration; one that names a directory is left as it is. */
const advised = /`(livemig(?: (?:link|provision|start|cutover|rollback|status|verify)\b[^`]*)?)`/g;

export function adviceHere(text: string, flag: string): string {
  return text.replace(advised, (quoted, command: string) =>
    / --dir\b/.test(command) ? quoted : `\`${command}${flag}\``,
  );
}
