import { spinners } from 'ora';
import type { LiveBlock } from './live-block.ts';
import { cut, oneLine, widthOf } from './plain-text.ts';
import type { Style } from './style.ts';

export interface Spinner {
  /** Shows this text behind the spinner, cut to one line, and how long it usually takes where there is room for it. */
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

/** Room for the spinner itself, and for an elapsed time such as ` (119h 59m)`. */
const margin = 14;

/**
 * A line that moves on a terminal. Ora has the frames; it would draw them in the line of the cursor, which some terminals wrap
 * when a window becomes narrower and others do not, so that it cannot know how many lines to clear (measured with 9.4.1).
 */
export function createSpinner({ block, style, elapsed, every }: SpinnerOptions): Spinner {
  const { interval, frames } = style.alphabet === 'unicode' ? spinners.dots : spinners.line;
  let shown = { text: '', usually: '' };
  let frame = 0;
  let stop: (() => void) | undefined;
  const draw = () => {
    const { text, usually } = shown;
    const room = style.width() - margin;
    const hasRoom = widthOf(`${text}${usually}`) <= room;
    const said = hasRoom ? `${text}${style.chalk.dim(usually)}` : cut(text, room, style.plain('ellipsis'));
    const time = elapsed();
    const sign = style.chalk.cyan(frames[frame % frames.length] ?? '');
    block.draw([`${sign} ${said}${time === '' ? '' : ` ${style.chalk.dim(time)}`}`]);
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
