import { elementsOf, type RawElement } from '../bson/raw.ts';

/** Field names, and indexes of arrays as numbers. */
type Path = readonly (string | number)[];

/**
 * The parts of the paths of an update that could be read in another way, by the path: those with a dot or a number in
 * the name of a field (MongoDB manual, "Change events", `updateDescription.disambiguatedPaths`).
 */
export function disambiguated(diff: Buffer): Record<string, Path> {
  const ambiguous = pathsOf(diff, []).filter((path) => path.some(isAmbiguous));
  return Object.fromEntries(ambiguous.map((path) => [path.join('.'), path]));
}

function isAmbiguous(part: string | number): boolean {
  return typeof part === 'string' && (part.includes('.') || /^\d+$/.test(part));
}

function pathsOf(diff: Buffer, parents: Path): Path[] {
  const fields = elementsOf(diff);
  const isArray = parents.length > 0 && fields[0]?.name === 'a';
  return fields.flatMap((field) => (isArray ? pathsInArray(field, parents) : pathsInDocument(field, parents)));
}

function pathsInDocument({ name, value }: RawElement, parents: Path): Path[] {
  if (name === 'u' || name === 'i' || name === 'd') {
    return elementsOf(value.bytes).map((field) => [...parents, field.name]);
  }
  return name.startsWith('s') ? pathsOf(value.bytes, [...parents, name.slice(1)]) : [];
}

function pathsInArray({ name, value }: RawElement, parents: Path): Path[] {
  if (name === 'l') return [parents];
  const path = [...parents, Number(name.slice(1))];
  if (name.startsWith('u')) return [path];
  return name.startsWith('s') ? pathsOf(value.bytes, path) : [];
}
