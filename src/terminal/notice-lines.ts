import type { LivemigEvent } from '../core/events.ts';
import { quotedWord } from '../core/shell-word.ts';
import { answeredLine } from './drawn-question.ts';
import { oneLine, widthOf } from './plain-text.ts';
import { indented, paragraph, type Style } from './style.ts';

type EventOf<Type extends LivemigEvent['type']> = Extract<LivemigEvent, { type: Type }>;

export interface NoteOptions {
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** Warnings are always shown, details only with --verbose. */
export function noteLines(
  style: Style,
  { level, message }: EventOf<'note'>,
  { quiet, verbose }: NoteOptions,
): string[] {
  if (level === 'warning') return paragraph(style, 'warning', message);
  if (level === 'debug') return verbose ? indented(style, 0, message, style.chalk.dim) : [];
  return quiet ? [] : indented(style, 0, message);
}

/** Where a value came from that was not typed in this run. */
export function inputLines(style: Style, { input, value, origin }: EventOf<'input'>): string[] {
  return indented(style, 0, `${oneLine(input)}: ${oneLine(value)} (${oneLine(origin)})`, style.chalk.dim);
}

/**
 * What a person should know before it is used, though nobody asked: credentials that were found, with where, and what was
 * chosen because nothing else was there. Empty where it was typed or set on purpose.
 */
export function foundLines(style: Style, { input, value, name: called, origin }: EventOf<'input'>): string[] {
  if (input.endsWith(' credentials') && origin !== 'your answer') {
    const [side = '', kind] = [input.replace(/ credentials$/, ''), credentialKinds[value] ?? oneLine(value)];
    return paragraph(style, 'info', `${capital(oneLine(side))}: ${kind} from ${oneLine(origin)}`);
  }
  if (origin !== 'only choice') return [];
  const [name, answer] = [nameOfInput(input), `${oneLine(called ?? value)} (the only one)`];
  const isNarrow = widthOf(`${name}  ${answer}`) + 3 > style.width();
  return isNarrow ? paragraph(style, 'done', `${name}: ${answer}`) : [answeredLine(style, name, answer)];
}

const credentialKinds: Readonly<Record<string, string>> = {
  'api-key': 'API key',
  'service-account': 'service account',
};

/** `atlasOrg` becomes `Atlas organization`. */
function nameOfInput(input: string): string {
  const words = oneLine(input.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));
  return capital(words.replace(/\borg\b/, 'organization'));
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** A command that runs another, as `rehearse` does, shows it as it would be typed. */
export function commandLines(style: Style, { command, state, exitCode, status }: EventOf<'command'>): string[] {
  if (state === 'running') return ['', style.chalk.bold(`$ ${oneLine(command)}`)];
  const outcome = [status, exitCode === undefined ? undefined : `exit code ${exitCode}`];
  const words = outcome.filter((part) => part !== undefined).join(', ');
  return paragraph(style, exitCode === 0 ? 'done' : 'failed', `${oneLine(command)}: ${words}`);
}

/**
 * How to reach the sandbox, what to do with the lines above, and how to stop what writes to its source: with the address as it is,
 * because the terminal that has the variables may be at the question of the cutover then.
 */
export function readyLines(style: Style, { atlasUrl, managerUrl, controlUrl }: EventOf<'ready'>): string[] {
  const told = [
    `The sandbox is up: Atlas at ${oneLine(atlasUrl)}, the manager at ${oneLine(managerUrl)}.`,
    'Paste the lines above into another terminal, then run `livemig` there. Ctrl-C ends it.',
    'An embedded source is written to all the time. Stop that before the cutover, from any terminal:',
  ].flatMap((line) => indented(style, 0, line));
  // To be pasted, so it is one line however narrow the window is.
  return [...told, `    curl -X POST ${oneLine(controlUrl)}/traffic/stop`];
}

/** To be pasted into a shell, or read with `eval`. */
export function exportLines({ env }: EventOf<'ready'>): string[] {
  return Object.entries(env).map(([name, value]) => `export ${name}=${quotedWord(value)}`);
}
