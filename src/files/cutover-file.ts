import { z } from 'zod';
import { ArmedCutover } from '../core/cutover/armed-cutover.ts';
import { cutoverBroken, cutoverTooNew } from './cutover-errors.ts';

const version = 1;
const Versioned = z.object({ version: z.int() });

/** `0007.json`; the highest number is the one that counts. */
export function revisionName(revision: number): string {
  return `${String(revision).padStart(4, '0')}.json`;
}

/** Of a name that begins like that of a revision, also one that is still being written. */
export function revisionIn(name: string): number | undefined {
  const digits = /^(\d{4,15})\.json/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

export function printCutover(cutover: ArmedCutover): string {
  return `${JSON.stringify({ version, ...cutover }, undefined, 2)}\n`;
}

/** Throws a LivemigError where the text is not what livemig wrote under this name. */
export function parseCutover(text: string, path: string, directory: string, revision: number): ArmedCutover {
  const content = parseJson(text);
  if (content === undefined) throw cutoverBroken(path, directory, 'is empty, cut off or not JSON');
  const versioned = Versioned.safeParse(content);
  if (versioned.success && versioned.data.version > version) throw cutoverTooNew(path, versioned.data.version);
  const parsed = ArmedCutover.safeParse(content);
  if (!versioned.success || !parsed.success) throw cutoverBroken(path, directory, 'does not fit its schema');
  if (parsed.data.revision === revision) return parsed.data;
  throw cutoverBroken(path, directory, `is a copy of ${revisionName(parsed.data.revision)}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
