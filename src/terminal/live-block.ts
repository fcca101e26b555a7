import { widthOf } from './plain-text.ts';

/** What it draws on: a terminal whose lines can be written over. */
export interface Screen {
  write(text: string): unknown;
  /** Of the window as it is now. */
  columns(): number;
}

/** Some lines at the end of a terminal that are drawn over again in place. */
export interface LiveBlock {
  /** In the place of what it showed before. No line may be wider than the window, nor the block as high as it. */
  draw(lines: readonly string[]): void;
  /** Lets something be written above it. */
  above(write: () => void): void;
  /** Leaves no trace. */
  clear(): void;
  /** Leaves what it shows where it is, and goes on below. */
  keep(): void;
}

const cursor = { hide: '\u001B[?25l', show: '\u001B[?25h' };
const eraseBelow = '\u001B[J';
/** Between these a terminal that knows them shows nothing; others take no notice (Synchronized Output, mode 2026). */
const atOnce = { begin: '\u001B[?2026h', end: '\u001B[?2026l' };

/**
 * Not log-update, which counts the lines it has drawn as they were: a window that is made narrower wraps them, and leaves the
 * rest standing above. Here they are counted as they stand now.
 */
export function createLiveBlock(screen: Screen): LiveBlock {
  let shown: readonly string[] = [];
  const back = (): string => {
    if (shown.length === 0) return '';
    const height = shown.reduce((rows, line) => rows + Math.max(1, Math.ceil(widthOf(line) / screen.columns())), 0);
    return `\u001B[${height}A\r${eraseBelow}`;
  };
  const put = (text: string) => screen.write(`${atOnce.begin}${text}${atOnce.end}`);
  const draw = (lines: readonly string[]) => {
    const text = lines.map((line) => `${line}\n`).join('');
    put(`${back()}${shown.length === 0 ? cursor.hide : ''}${text}`);
    shown = lines;
  };
  return {
    draw,
    above: (write) => {
      if (shown.length === 0) return write();
      const lines = shown;
      put(back());
      shown = [];
      write();
      draw(lines);
    },
    clear: () => {
      if (shown.length === 0) return;
      screen.write(`${back()}${cursor.show}`);
      shown = [];
    },
    keep: () => {
      if (shown.length === 0) return;
      shown = [];
      screen.write(cursor.show);
    },
  };
}
