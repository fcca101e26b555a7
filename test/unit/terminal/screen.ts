import { clearLine, cursorTo, moveCursor } from 'node:readline';
import { Writable } from 'node:stream';
import xterm from '@xterm/headless';
import type { ColorLevel } from '../../../src/terminal/color.ts';
import { createHumanReporter } from '../../../src/terminal/human-reporter.ts';
import { until } from './fake-terminal.ts';

/** A terminal stream as Node gives it, whose output is put on a real screen model to see what stays visible. */
export function createScreen(columns: number, colorLevel: ColorLevel = 0) {
  let raw = '';
  let ms = 0;
  const writable = new Writable({
    write: (chunk, _encoding, done) => {
      raw += String(chunk);
      done();
    },
  });
  const stream = Object.assign(writable, {
    isTTY: true,
    columns,
    rows: 24,
    cursorTo: (x: number) => cursorTo(writable, x),
    moveCursor: (x: number, y: number) => moveCursor(writable, x, y),
    clearLine: (direction: -1 | 0 | 1) => clearLine(writable, direction),
  });
  const lines = () => visible(raw, columns);
  return {
    raw: () => raw,
    lines,
    linesWhen: async (condition: (text: string) => boolean) => {
      await until(
        () => condition(raw),
        () => raw,
      );
      return lines();
    },
    wait: (seconds: number) => {
      ms += seconds * 1000;
    },
    reporter: () =>
      createHumanReporter({
        out: { isTerminal: true, colorLevel, write: (text) => stream.write(text) },
        err: { isTerminal: true, linesMove: true, colorLevel, stream },
        alphabet: 'unicode',
        columns: () => columns,
        quiet: false,
        verbose: false,
        now: () => new Date(ms),
      }),
  };
}

/** What a terminal of 24 lines shows after all this was written to it. */
export async function visible(raw: string, cols: number): Promise<string[]> {
  const terminal = new xterm.Terminal({ cols, rows: 24, allowProposedApi: true, convertEol: true });
  await new Promise<void>((resolve) => terminal.write(raw, resolve));
  const { active } = terminal.buffer;
  const rows = Array.from({ length: 24 }, (_, row) => active.getLine(row)?.translateToString(true) ?? '');
  terminal.dispose();
  return rows.slice(0, rows.findLastIndex((row) => row !== '') + 1).map((row) => row.trimEnd());
}
