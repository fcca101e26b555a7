import ora, { spinners } from 'ora';
import { cut, oneLine, widthOf } from './plain-text.ts';
import type { Style } from './style.ts';

export interface Spinner {
  /** Shows this text behind the spinner, cut to one line, and how long it usually takes where there is room for it. */
  show(text: string, usually?: string): void;
  /** Leaves no trace on the screen. */
  stop(): void;
}

/** Room for the spinner itself, and for an elapsed time such as ` (119h 59m)`. */
const margin = 14;

/**
 * A line that moves on a terminal. `elapsed` is read at every frame, so the time goes on between events.
 *
 * Ora is told everything it would otherwise find out by itself: it colours and animates by rules of its own (measured
 * with 9.4.1), and with `discardStdin` it takes Ctrl-C away from the signal handler.
 */
export function createSpinner(stream: NodeJS.WritableStream, style: Style, elapsed: () => string): Spinner {
  const { interval, frames } = style.alphabet === 'unicode' ? spinners.dots : spinners.line;
  const spinner = ora({
    stream,
    spinner: { interval: interval ?? 100, frames: frames.map((frame) => style.chalk.cyan(frame)) },
    color: false,
    isEnabled: true,
    discardStdin: false,
    suffixText: () => style.chalk.dim(elapsed()),
  });
  return {
    show: (text, usually) => {
      const room = style.width() - margin;
      const hint = usually === undefined ? '' : `, usually ${oneLine(usually)}`;
      const hasRoom = widthOf(`${text}${hint}`) <= room;
      spinner.text = hasRoom ? `${text}${style.chalk.dim(hint)}` : cut(text, room, style.plain('ellipsis'));
      if (!spinner.isSpinning) spinner.start();
    },
    stop: () => {
      if (spinner.isSpinning) spinner.stop();
    },
  };
}
