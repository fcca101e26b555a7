import { askingCommands } from '../../src/stages/input-record.ts';
import { inputKeys, inputs } from '../../src/stages/inputs.ts';
import { needsByCommand } from '../../src/stages/needs.ts';
import type { InputKey } from '../../src/stages/values.ts';

/** The table of the inputs in docs/inputs.md, one row for each, in the order in which they are asked for. */
export function inputsTable(): string[] {
  const head = ['input', 'flag', 'environment (first one found)', 'asked by'];
  return [head, head.map(() => '---'), ...inputKeys.map(cells)].map((row) => `| ${row.join(' | ')} |`);
}

function cells(key: InputKey): string[] {
  const { env, spoken } = inputs[key];
  const variables = env.length > 0 ? env.map(code).join(', ') : '–';
  return [meaning(key), flags(key), spoken === true ? "– (a person's word)" : variables, commands(key)];
}

/** What is asked, and all that follows from the record. */
function meaning(key: InputKey): string {
  const { title, oneOf, about, kind, optional, spoken, default: fallback } = inputs[key];
  const facts = [
    oneOf
      ?.map(code)
      .join(', ')
      .replace(/, (?=[^,]*$)/, ' or '),
    about,
    kind === 'list' ? 'repeatable, in the variable separated by commas or spaces' : undefined,
    fallback === undefined ? undefined : `default ${code(fallback)}`,
    kind === 'secret' ? 'secret' : undefined,
    optional === true && spoken !== true ? 'optional' : undefined,
    spoken === true ? 'never remembered' : undefined,
  ].filter((fact) => fact !== undefined);
  if (facts.length === 0) return title;
  const rest = facts.join('; ');
  return title.endsWith('?') ? `${title} ${rest.charAt(0).toUpperCase()}${rest.slice(1)}` : `${title}; ${rest}`;
}

function flags(key: InputKey): string {
  const { flag, envFlag, stdinFlag } = inputs[key];
  const ways = [
    flag === undefined ? undefined : code(flag),
    envFlag === undefined ? undefined : `${code(envFlag)} names another variable`,
    stdinFlag === undefined ? undefined : `${code(stdinFlag)} reads it from standard input`,
  ].filter((way) => way !== undefined);
  return ways.join(', ') || '–';
}

function commands(key: InputKey): string {
  const asking = askingCommands.filter((command) => needsByCommand[command].inputs.includes(key));
  return asking.length === askingCommands.length ? 'all' : asking.join(', ');
}

function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}
