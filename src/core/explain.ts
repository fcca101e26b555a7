import { z } from 'zod';
import { type KnownMessage, knownMessage } from './advice.ts';
import { harmless, shortened, withoutUser } from './harmless.ts';

/** A family of known messages that a text holds. */
export interface Explained {
  readonly family: KnownMessage;
  /** Where it stands first, from 1. */
  readonly line: number;
  /** How many lines of the text belong to it. */
  readonly count: number;
  /** The message as it stands there first, shortened and without what could be a password. */
  readonly said: string;
}

const longestPasted = 10_000;

/** Tells what a line says that is not of Atlas, the agent or the engine. */
export type OwnWord = (said: string) => KnownMessage | undefined;

/**
 * What a pasted error, or a log of Atlas, the agent or the engine, says that is known, in the order in which it comes. Of a
 * log only what is no mere information counts: the engine's own lines say `"level":"info"`, a server's `"s":"I"`.
 */
export function explain(text: string, own: OwnWord = () => undefined): readonly Explained[] {
  const lines = text.split(/\r?\n/);
  const byLine = explainLines(lines, own);
  if (byLine.length > 0) return byLine;
  // A window may have broken the message into lines; nobody pastes a whole log for one.
  if (text.length > longestPasted) return [];
  return explainLines([lines.map((line) => line.trim()).join(' ')], own);
}

function explainLines(lines: readonly string[], own: OwnWord): readonly Explained[] {
  const found = new Map<string, Explained>();
  for (const [at, line] of lines.entries()) {
    const said = isTrouble(line) ? messageIn(line) : '';
    const family = said === '' ? undefined : (own(said) ?? knownMessage(said));
    if (family === undefined) continue;
    const before = found.get(family.id);
    found.set(family.id, {
      ...(before ?? { family, line: at + 1, said: shortened(withoutUser(harmless(said))) }),
      count: (before?.count ?? 0) + 1,
    });
  }
  return [...found.values()];
}

function isTrouble(line: string): boolean {
  return !/"level"\s*:\s*"(info|debug|trace)"|"s"\s*:\s*"[ID]\d?"/i.test(line);
}

const LogLine = z.looseObject({ message: z.string().default(''), msg: z.string().default(''), error: z.unknown() });

/** Of a line in JSON the message and the error; any other line as it is. */
function messageIn(line: string): string {
  const trimmed = line.trim();
  if (!trimmed.startsWith('{')) return trimmed;
  const parsed = LogLine.safeParse(read(trimmed)).data;
  if (parsed === undefined) return trimmed;
  const error = typeof parsed.error === 'string' ? parsed.error : written(parsed.error ?? '');
  return [parsed.message, parsed.msg, error === '""' ? '' : error].filter((part) => part !== '').join(': ') || trimmed;
}

function read(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Nothing of what is nested too deeply to be written. */
function written(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '""';
  }
}
