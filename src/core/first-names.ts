import { shortened } from './harmless.ts';

const most = 5;

/**
 * `a, b and 3 more`: at most five by name, each no longer than a message can bear; empty for none.
 *
 * @param count how many there are, where not all are in the list
 */
export function firstNames(names: readonly string[], between = ', ', count = names.length): string {
  const first = names.slice(0, most).map(shortened).join(between);
  return count > most ? `${first} and ${count - most} more` : first;
}
