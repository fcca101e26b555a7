import { clearLine, cursorTo, moveCursor } from 'node:readline';
import { Writable } from 'node:stream';
import type { ColorLevel } from '../../src/terminal/color.ts';
import { createHumanReporter } from '../../src/terminal/human-reporter.ts';
import type { Alphabet } from '../../src/terminal/marks.ts';

export interface WindowOptions {
  readonly columns: number;
  readonly alphabet: Alphabet;
  readonly colorLevel?: ColorLevel;
  readonly linesMove?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

/** A reporter that writes stdout and stderr into the same window; `wait` moves the clock, `resize` the edge. */
export function createWindow({
  columns,
  alphabet,
  colorLevel = 0,
  linesMove = false,
  quiet = false,
  verbose = false,
}: WindowOptions) {
  let raw = '';
  let ms = 0;
  let width = columns;
  const writable = new Writable({
    write: (chunk, _encoding, done) => {
      raw += String(chunk);
      done();
    },
  });
  const stream = Object.assign(writable, {
    isTTY: true,
    columns,
    cursorTo: (x: number) => cursorTo(writable, x),
    moveCursor: (x: number, y: number) => moveCursor(writable, x, y),
    clearLine: (direction: -1 | 0 | 1) => clearLine(writable, direction),
  });
  const turning = new Set<() => void>();
  const every = (_ms: number, call: () => void) => {
    turning.add(call);
    return () => void turning.delete(call);
  };
  const reporter = createHumanReporter({
    out: { isTerminal: true, colorLevel, write: (text) => void stream.write(text) },
    err: { isTerminal: true, linesMove, colorLevel, stream },
    alphabet,
    columns: () => width,
    quiet,
    verbose,
    now: () => new Date(ms),
    follow: { rows: () => 24, now: () => new Date(ms), every, leave: () => {} },
  });
  const wait = (seconds: number) => {
    ms += seconds * 1000;
    for (const call of turning) call();
  };
  const resize = (newColumns: number) => {
    width = newColumns;
  };
  return { reporter, written: () => raw, wait, resize };
}
