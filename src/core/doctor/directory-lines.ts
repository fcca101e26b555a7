import { amount, sizeText } from '../plain-units.ts';
import { shellWord } from '../shell-word.ts';
import type { DirectoryFacts } from './doctor-facts.ts';
import { lineOf, named, ok, type PageLine, problem } from './line.ts';

const writableByOthers = 0o022;
/** A journal is kilobytes; what a comparison has to look at again can be some megabytes. */
const leastFreeBytes = 64 * 1024 * 1024;

export function directoryLines(facts: DirectoryFacts): readonly PageLine[] {
  const { path, mode, open, journal, audit, lock, freeBytes } = facts;
  return [
    lineOf('directory', mode, (seen) => modeLine(path, seen)),
    lineOf('its files', open, (names) => filesLine(path, names)),
    lineOf('journal', journal, (seen) =>
      ok(
        'journal',
        seen === undefined
          ? 'none, so nothing has run here yet'
          : `read, ${amount(Object.keys(seen.steps).length, 'step')} in it`,
      ),
    ),
    lineOf('audit', audit, ({ lines }) =>
      ok('audit', lines === 0 ? 'none yet' : `read, ${amount(lines, 'line')} in it`),
    ),
    lineOf('lock', lock, (holder) =>
      ok(
        'lock',
        holder === undefined
          ? 'nobody has it'
          : named(`held by livemig ${holder.command}, process ${holder.pid} on ${holder.host}`),
      ),
    ),
    lineOf('free disk space', freeBytes, (bytes) =>
      bytes >= leastFreeBytes
        ? ok('free disk space', sizeText(bytes))
        : problem(
            'free disk space',
            `Only ${sizeText(bytes)} are free.`,
            'Free some space there, or name another place with --dir.',
          ),
    ),
  ];
}

function modeLine(path: string, mode: number | 'missing' | 'no modes'): PageLine {
  if (mode === 'no modes') return ok('directory', named(path));
  if (mode === 'missing')
    return ok('directory', `${named(path)} does not exist; livemig makes it when it has something to keep`);
  const text = `${named(path)}, mode ${mode.toString(8)}`;
  if ((mode & writableByOthers) === 0) return ok('directory', text);
  return problem(
    'directory',
    `Other users can write to ${text}.`,
    `Close it to them: chmod 700 ${named(shellWord(path))}. The next command that changes something does so.`,
  );
}

function filesLine(path: string, names: readonly string[]): PageLine {
  if (names.length === 0) return ok('its files', 'no other user can change them, or read the secrets in them');
  return problem(
    'its files',
    `Other users can change, or read the secrets of, ${named(names.join(', '))}.`,
    `Close them: chmod 600, in ${named(path)}; then look whether they say what you expect.`,
  );
}
