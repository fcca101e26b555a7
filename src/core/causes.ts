import { z } from 'zod';
import { harmless, shortened, withoutUser } from './harmless.ts';

/** Deeper than anything that is wrapped on purpose; a circle of causes ends there, too. */
const deepest = 8;

/**
 * What caused an error, what caused that, and so on: each as its name and its first line, without what may be the
 * password of an address. Left out is what only repeats the line above it.
 */
export function causesOf(error: unknown): string[] {
  const lines: string[] = [];
  let above = error instanceof Error ? error.message : '';
  let cause = error instanceof Error ? error.cause : undefined;
  for (let depth = 0; cause instanceof Error && depth < deepest; depth += 1) {
    const said = saidBy(cause);
    if (said !== above) lines.push(`${cause.name}: ${said}`);
    above = said;
    cause = cause.cause;
  }
  return lines;
}

/** The first line of its message, or those of the errors that it stands for, or of its cause, where it has none. */
export function saidBy(error: unknown): string {
  if (!(error instanceof Error)) return clean(String(error));
  if (error instanceof z.ZodError) return clean(misfit(error));
  const first = clean(error.message.split('\n')[0] ?? '');
  if (first !== '') return first;
  // Node tries each address of a name, and then says nothing of its own (net.autoSelectFamily).
  if (error instanceof AggregateError) return error.errors.map(saidBy).join('; ');
  return error.cause instanceof Error ? saidBy(error.cause) : error.name;
}

/** What of it has another form than it should: its message is a list in JSON. */
function misfit({ issues: [issue] }: z.ZodError): string {
  if (issue === undefined) return 'it has another form';
  return `${shortened(issue.path.join('.')) || 'all of it'}: ${issue.message}`;
}

function clean(text: string): string {
  return withoutUser(harmless(text));
}
