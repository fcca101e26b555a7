import { LivemigEvent } from '../core/events.ts';
import type { Reporter } from '../core/ports.ts';
import { catalogue } from './catalogue.ts';
import type { Options } from './command-module.ts';
import { dirFlag } from './common-options.ts';
import type { RunPorts } from './run-ports.ts';

/** The same ports, whose reporter names in each advised command the directory that this run works in. */
export function advisingHere(ports: RunPorts, options: Options): RunPorts {
  const flag = dirFlag(options);
  return flag === '' ? ports : { ...ports, reporter: reporterHere(ports.reporter, flag) };
}

/** Steps and checks know no directory, and a command pasted without it would act on another migration. */
export function reporterHere(reporter: Reporter, flag: string): Reporter {
  const here = (text: string) => adviceHere(text, flag);
  reporter.advise?.(here);
  return {
    ...reporter,
    report: (event) => {
      const told = withTexts(event, here);
      reporter.report(isEvent(told) ? told : event);
    },
  };
}

const advisable = catalogue.filter((entry) => 'declare' in entry && entry.ofMigration).map(({ name }) => name);

/** Commands that stand in backticks and belong to a migration; one that names a directory is left as it is. */
const advised = new RegExp(`\`(livemig(?: (?:${advisable.join('|')})(?: [^\`]*)?)?)\``, 'g');

export function adviceHere(text: string, flag: string): string {
  return text.replace(advised, (quoted, command: string) =>
    / --dir\b/.test(command) ? quoted : `\`${command}${flag}\``,
  );
}

/** The same JSON with each of its texts as it is said here, however deep. */
function withTexts(value: unknown, here: (text: string) => string): unknown {
  if (typeof value === 'string') return here(value);
  if (Array.isArray(value)) return value.map((one) => withTexts(one, here));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withTexts(one, here)]));
}

function isEvent(value: unknown): value is LivemigEvent {
  return LivemigEvent.safeParse(value).success;
}
