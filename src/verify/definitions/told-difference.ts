import { type Element, elements } from '../../core/bson/elements.ts';
import { BsonType } from '../../core/bson/type.ts';
import { beginning, harmless } from '../../core/harmless.ts';
import { mongoshValue } from './mongosh-value.ts';
import type { Same } from './same-value.ts';

/**
 * The first place in which two values differ, in words, the way to it with dots: `validator.a.$gt: 1 in the source, 2 in the
 * destination`.
 */
export function toldDifference(
  path: string,
  source: Element | undefined,
  destination: Element | undefined,
  same: Same,
): string {
  const isNested = source?.type === destination?.type && isContainer(source);
  if (source === undefined || destination === undefined || !isNested) return said(path, source, destination);
  const [here, there] = [[...elements(source.value)], [...elements(destination.value)]];
  const [names, namesThere] = [here.map((field) => field.nameBytes), there.map((field) => field.nameBytes)];
  if (`${names}` === `${namesThere}`) {
    const at = here.findIndex((field, index) => !same(field, there[index]));
    return at < 0 ? said(path, source, destination) : toldDifference(within(path, here[at]), here[at], there[at], same);
  }
  const only = (fields: readonly Element[], others: readonly string[]) =>
    fields.find((field) => !others.includes(field.nameBytes));
  const [onlyHere, onlyThere] = [only(here, namesThere), only(there, names)];
  const lone = onlyHere ?? onlyThere;
  if (lone !== undefined) return said(within(path, lone), onlyHere, onlyHere === undefined ? onlyThere : undefined);
  const other = here.find((field) => !there.some((one) => one.name === field.name && same(field, one)));
  if (other !== undefined) {
    const match = there.find(({ name }) => name === other.name);
    return toldDifference(within(path, other), other, match, same);
  }
  const list = (fields: readonly Element[]) => harmless(beginning(fields.map(({ name }) => name).join(', '), most));
  return `${harmless(path)}: ${list(here)} in this order in the source, ${list(there)} in the destination`;
}

function isContainer(element: Element | undefined): boolean {
  return element?.type === BsonType.document || element?.type === BsonType.array;
}

function within(path: string, element: Element | undefined): string {
  return `${path}.${element?.name ?? ''}`;
}

function said(path: string, source: Element | undefined, destination: Element | undefined): string {
  const [here, there] = [shown(source), shown(destination)];
  const from = firstOther(here, there);
  return `${harmless(path)}: ${excerpt(here, from)} in the source, ${excerpt(there, from)} in the destination`;
}

function shown(element: Element | undefined): string {
  if (element === undefined) return 'absent';
  return harmless(mongoshValue(element) ?? `the bytes ${Buffer.from(element.value).toString('hex')}`);
}

const most = 120;

function firstOther(here: string, there: string): number {
  let at = 0;
  while (at < here.length && here[at] === there[at]) at += 1;
  return at;
}

/** Of a long text the part in which it begins to differ from the other one. */
function excerpt(text: string, from: number): string {
  if (text.length <= most) return text;
  const start = Math.max(0, Math.min(from - most / 4, text.length - most));
  return `${start > 0 ? '…' : ''}${beginning(text.slice(start), most)}${start + most < text.length ? '…' : ''}`;
}
