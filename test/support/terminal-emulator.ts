import xterm from '@xterm/headless';
import { type StyledLine, styledLines } from './styled-lines.ts';

/** The screen of a terminal without a window: takes what a program writes, tells what a person would see. */
export function createEmulator(columns: number, rows: number) {
  const terminal = new xterm.Terminal({ cols: columns, rows, scrollback: 10_000, allowProposedApi: true });
  let raw = '';
  let cursorHidden = false;
  const watchCursor = (hidden: boolean) => (params: readonly (number | number[])[]) => {
    if (params.includes(25)) cursorHidden = hidden;
    // The terminal itself has to see it as well.
    return false;
  };
  terminal.parser.registerCsiHandler({ prefix: '?', final: 'l' }, watchCursor(true));
  terminal.parser.registerCsiHandler({ prefix: '?', final: 'h' }, watchCursor(false));

  const linesFrom = (first: number): string[] => {
    const { active } = terminal.buffer;
    const lines = Array.from({ length: active.length - first }, (_, line) =>
      (active.getLine(first + line)?.translateToString(true) ?? '').trimEnd(),
    );
    return lines.slice(0, lines.findLastIndex((line) => line !== '') + 1);
  };
  return {
    /** Fulfilled when it is on the screen. */
    write: (text: string): Promise<void> => {
      raw += text;
      return new Promise((resolve) => terminal.write(text, resolve));
    },
    /** Terminals answer when a program asks them something, such as where the cursor is. */
    onAnswer: (answer: (text: string) => void): void => void terminal.onData(answer),
    resize: (newColumns: number, newRows: number): void => terminal.resize(newColumns, newRows),
    screen: (): string[] => linesFrom(terminal.buffer.active.baseY),
    /** The screen with its looks. */
    styled: (): StyledLine[] => styledLines(terminal.buffer.active),
    scrollback: (): string[] => linesFrom(0),
    raw: (): string => raw,
    isCursorHidden: (): boolean => cursorHidden,
  };
}
