import { shortened } from './harmless.ts';

const most = 5;

/** `a, b and 3 more`: at most five by name, each no longer than a message can bear; empty for none. */
export function firstNames(names: readonly string[], between = ', '): string {
  const first = names.slice(0, most).map(shortened).join(between);
  return names.length > most ? `${first} and ${names.length - most} more` : first;
}
