import { posix } from 'node:path';
import { importsOf } from './architecture.ts';

/** Files by their path within `src`, with slashes. */
type Texts = Readonly<Record<string, string>>;

/**
 * The circles in which files import each other, each sorted: by values only, or by types as well. What is loaded when
 * it is needed (`import()`) is none: by then all that it imports is there.
 */
export function circlesIn(texts: Texts, by: 'values' | 'values and types'): string[][] {
  const edges = Object.fromEntries(
    Object.entries(texts).map(([file, text]) => [
      file,
      importsOf(file, text)
        .filter(({ specifier, lazy }) => specifier.startsWith('.') && lazy !== true)
        .filter(({ typeOnly }) => by !== 'values' || !typeOnly)
        .map(({ specifier }) => posix.join(posix.dirname(file), specifier)),
    ]),
  );
  const reached = new Map(Object.keys(edges).map((file) => [file, reachedFrom(edges, file)]));
  const circleOf = (file: string) => [...(reached.get(file) ?? [])].filter((other) => reached.get(other)?.has(file));
  const circles = Object.keys(edges).map((file) => circleOf(file).sort());
  return [...new Map(circles.filter(({ length }) => length > 0).map((circle) => [circle.join(), circle])).values()];
}

/** The files and libraries that are loaded with these files; what is loaded when it is needed (`import()`) is not. */
export function loadedWith(texts: Texts, entries: readonly string[]): string[] {
  const edges = Object.fromEntries(
    Object.entries(texts).map(([file, text]) => [
      file,
      importsOf(file, text)
        .filter(({ typeOnly, lazy }) => !typeOnly && lazy !== true)
        .map(({ specifier }) => (specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : specifier)),
    ]),
  );
  return [...new Set(entries.flatMap((entry) => [entry, ...reachedFrom(edges, entry)]))];
}

/** What a file imports, and what that imports; the file itself only where a way leads back. */
function reachedFrom(edges: Readonly<Record<string, readonly string[]>>, file: string): Set<string> {
  const found = new Set<string>();
  const next = [...(edges[file] ?? [])];
  for (let one = next.pop(); one !== undefined; one = next.pop()) {
    if (found.has(one)) continue;
    found.add(one);
    next.push(...(edges[one] ?? []));
  }
  return found;
}
