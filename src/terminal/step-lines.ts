import prettyMilliseconds from 'pretty-ms';
import type { LivemigEvent } from '../core/events.ts';
import { type Look, type Mark, paragraph } from './look.ts';
import { oneLine } from './plain-text.ts';
import type { Spinner } from './spinner.ts';

type StepEvent = Extract<LivemigEvent, { type: 'step' }>;

export interface StepLines {
  show(event: StepEvent): void;
  /** Clears what moves, so that something else can use the line. */
  pause(): void;
}

export interface StepLinesOptions {
  readonly look: Look;
  readonly print: (lines: readonly string[]) => void;
  /** Absent where nothing can move: then every change is a line of its own, once. */
  readonly spinner?: (elapsed: () => string) => Spinner;
  readonly now: () => Date;
  /** Shows only what went wrong. */
  readonly quiet: boolean;
}

const marks: Record<StepEvent['state'], Mark> = {
  running: 'running',
  waiting: 'waiting',
  done: 'done',
  skipped: 'skipped',
  failed: 'failed',
  'would-run': 'arrow',
  todo: 'todo',
  unknown: 'unknown',
};

const remarks: Partial<Record<StepEvent['state'], string>> = {
  skipped: ' (already done)',
  'would-run': ' (would run)',
};

/** One line per step: moving while it runs on a terminal, then staying with its outcome and the time it took. */
export function createStepLines({ look, print, spinner: start, now, quiet }: StepLinesOptions): StepLines {
  let current: { readonly step: string; readonly since: number } | undefined;
  let latest = '';
  const elapsed = () => (current === undefined ? '' : duration(now().getTime() - current.since));
  const spinner = start?.(elapsed);

  const printOnce = (event: StepEvent, text: string) => {
    const line = `${event.step} ${event.state} ${text}`;
    if (line !== latest) print(paragraph(look, marks[event.state], text));
    latest = line;
  };
  const move = (event: StepEvent) => {
    if (current?.step !== event.step) current = { step: event.step, since: now().getTime() };
    if (quiet) return;
    if (spinner === undefined) printOnce(event, textOf(event));
    else spinner.show(textOf(event));
  };
  const settle = (event: StepEvent) => {
    spinner?.stop();
    const time = current?.step === event.step ? elapsed() : '';
    current = undefined;
    const isTrouble = event.state === 'failed' || event.state === 'unknown';
    if (isTrouble || !quiet) printOnce(event, [textOf(event), time].filter((part) => part !== '').join(' '));
  };

  return {
    show: (event) => (event.state === 'running' || event.state === 'waiting' ? move(event) : settle(event)),
    pause: () => spinner?.stop(),
  };
}

function textOf({ title, detail, state }: StepEvent): string {
  const more = detail === undefined || detail === '' ? '' : `: ${oneLine(detail)}`;
  return `${oneLine(title)}${more}${remarks[state] ?? ''}`;
}

/** Empty below a second, which is no news. */
function duration(ms: number): string {
  return ms < 1_000 ? '' : `(${prettyMilliseconds(ms, { unitCount: 2, secondsDecimalDigits: 0 })})`;
}
