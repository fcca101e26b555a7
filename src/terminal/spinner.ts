import { spinners } from 'ora';
import type { LiveBlock } from './live-block.ts';
import { cut, filled, oneLine, widthOf } from './plain-text.ts';
import type { Style } from './style.ts';

export interface Spinner {
  /** Shows this text behind the spinner, on a few lines where it takes them, and how long it usually takes where there is room for it. */
  show(text: string, usually?: string): void;
  /** Leaves no trace on the screen. */
  stop(): void;
}

export interface SpinnerOptions {
  readonly block: LiveBlock;
  readonly style: Style;
  /** Read at every frame, so the time goes on between events. */
  readonly elapsed: () => string;
  /** Calls back again and again until what it returns is called. */
  readonly every: (ms: number, call: () => void) => () => void;
}

/** The spinner itself, and a space. */
const margin = 2;

/** What is told last is what moves, so that a narrow window must not be without it; and no window is as low as that. */
const mostLines = 4;

/**
 * Lines that move on a terminal. Ora has the frames; it would draw them in the line of the cursor, which some terminals wrap
 * when a window becomes narrower and others do not, so that it cannot know how many lines to clear (measured with 9.4.1).
 */
export function createSpinner({ block, style, elapsed, every }: SpinnerOptions): Spinner {
  const { interval, frames } = style.alphabet === 'unicode' ? spinners.dots : spinners.line;
  let shown = { text: '', usually: '' };
  let frame = 0;
  let stop: (() => void) | undefined;
  const said = (time: string): string[] => {
    const { text, usually } = shown;
    const room = style.width() - margin;
    const dim = time === '' ? '' : ` ${style.chalk.dim(time)}`;
    if (widthOf(`${text}${usually} ${time}`) <= room) return [`${text}${style.chalk.dim(usually)}${dim}`];
    return broken(text, time, room, style.plain('ellipsis')).map((line) =>
      time !== '' && line.endsWith(time) ? `${line.slice(0, -time.length)}${style.chalk.dim(time)}` : line,
    );
  };
  const draw = () => {
    const sign = style.chalk.cyan(frames[frame % frames.length] ?? '');
    block.draw(said(elapsed()).map((line, index) => `${index === 0 ? sign : ' '} ${line}`));
  };
  const turn = () => {
    frame += 1;
    draw();
  };
  return {
    show: (text, usually) => {
      shown = { text, usually: usually === undefined ? '' : `, usually ${oneLine(usually)}` };
      draw();
      stop ??= every(interval ?? 100, turn);
    },
    stop: () => {
      if (stop === undefined) return;
      stop();
      stop = undefined;
      block.clear();
    },
  };
}

/** The text and the time on as few lines as that takes, and not on more than that: the rest of the text is left out. */
function broken(text: string, time: string, room: number, ellipsis: string): string[] {
  const words = text.split(' ');
  const lines = filled(time === '' ? words : [...words, time], room);
  if (lines.length <= mostLines) return lines.map((line) => cut(line, room, ellipsis));
  const whole = filled(words, room);
  const end = time === '' ? '' : ` ${time}`;
  const last = cut(whole.slice(mostLines - 1).join(' '), room - widthOf(end), ellipsis);
  return [...whole.slice(0, mostLines - 1).map((line) => cut(line, room, ellipsis)), `${last}${end}`];
}
