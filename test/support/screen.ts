import xterm from '@xterm/headless';
import type { ColorLevel } from '../../src/terminal/color.ts';
import { until } from './fake-terminal.ts';
import { createWindow } from './window.ts';

/** A window with moving lines, put on a real screen model to see what stays visible. */
export function createScreen(columns: number, colorLevel: ColorLevel = 0) {
  const { reporter, written, wait } = createWindow({ columns, alphabet: 'unicode', colorLevel, linesMove: true });
  const lines = () => visible(written(), columns);
  return {
    raw: written,
    lines,
    linesWhen: async (condition: (text: string) => boolean) => {
      await until(() => condition(written()), written);
      return lines();
    },
    wait,
    reporter: () => reporter,
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
