import type { Choice } from './ports.ts';
import { tidied } from './tidied.ts';

/** What a choice is called so that it is not taken for another: by its name, and by its value where others have that name. */
export function nameAmong({ value, name }: Choice, choices: readonly Choice[]): string {
  const isOthers = (other: Choice) =>
    other.value !== value && [other.name, other.value].some((text) => tidied(text) === tidied(name));
  return choices.some(isOthers) ? withValue(name, value) : name;
}

/** What can be typed for a value: what it is called, where that says which one is meant, and the value otherwise. */
export function typedFor(value: string, called: string): string {
  const isPlain = called !== '' && tidied(called) === called && !called.startsWith('-');
  return isPlain && !called.endsWith(withValue('', value)) ? called : value;
}

function withValue(name: string, value: string): string {
  return `${name} (${value})`;
}
