import type { LivemigEvent } from '../core/events.ts';
import { quotedWord } from '../core/shell-word.ts';
import { indented, type Look, paragraph } from './look.ts';
import { oneLine } from './plain-text.ts';

type EventOf<Type extends LivemigEvent['type']> = Extract<LivemigEvent, { type: Type }>;

export interface NoteOptions {
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** Warnings are always shown, details only with --verbose. */
export function noteLines(look: Look, { level, message }: EventOf<'note'>, { quiet, verbose }: NoteOptions): string[] {
  if (level === 'warning') return paragraph(look, 'warning', message);
  if (level === 'debug') return verbose ? indented(look, 0, message, look.chalk.dim) : [];
  return quiet ? [] : indented(look, 0, message);
}

/** Where a value came from that was not typed in this run. */
export function inputLine(look: Look, { input, value, origin }: EventOf<'input'>): string {
  return look.chalk.dim(`${oneLine(input)}: ${oneLine(value)}   (${oneLine(origin)})`);
}

/** A command that runs another, as `rehearse` does, shows it as it would be typed. */
export function commandLines(look: Look, { command, state, exitCode, status }: EventOf<'command'>): string[] {
  if (state === 'running') return ['', look.chalk.bold(`$ ${oneLine(command)}`)];
  const outcome = [status, exitCode === undefined ? undefined : `exit code ${exitCode}`];
  const words = outcome.filter((part) => part !== undefined).join(', ');
  return paragraph(look, exitCode === 0 ? 'done' : 'failed', `${oneLine(command)}: ${words}`);
}

/** How to reach the sandbox. */
export function addressLines(event: EventOf<'ready'>): string[] {
  const { atlasUrl, managerUrl, sourceUri, destinationUri, controlUrl } = event;
  return [
    `Atlas        ${oneLine(atlasUrl)}`,
    `manager      ${oneLine(managerUrl)}`,
    `source       ${oneLine(sourceUri)}`,
    `destination  ${oneLine(destinationUri)}`,
    `control      ${oneLine(controlUrl)}`,
  ];
}

/** To be pasted into a shell, or read with `eval`. */
export function exportLines({ env }: EventOf<'ready'>): string[] {
  return Object.entries(env).map(([name, value]) => `export ${name}=${quotedWord(value)}`);
}
