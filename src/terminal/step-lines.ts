import prettyMilliseconds from 'pretty-ms';
import { atIntervals } from '../core/at-intervals.ts';
import type { ProgressEvent, StepEvent } from '../core/events.ts';
import { gistOf, heartbeatMs } from '../core/following/gist.ts';
import { gatesCounted, refusing } from '../core/gates/gate-words.ts';
import { MigrationDetails } from '../core/results/migration-details.ts';
import type { FollowScreen } from './follow-screen.ts';
import type { Mark } from './marks.ts';
import { oneLine } from './plain-text.ts';
import { progressText } from './progress-text.ts';
import type { Spinner } from './spinner.ts';
import { paragraph, type Style } from './style.ts';

export interface StepLines {
  show(event: StepEvent): void;
  /** How far the step has come that runs: in its line where that moves, otherwise in a line of its own now and then. */
  progress(event: ProgressEvent): void;
  /** Only moves: what no event tells is no news where every line stays. */
  busy(what: string): void;
  /** What was waited for has come. */
  endBusy(): void;
  /** Clears what moves, so that something else can use the line. */
  pause(): void;
}

export interface StepLinesOptions {
  readonly style: Style;
  readonly print: (lines: readonly string[]) => void;
  /** Absent where nothing can move: then every change is a line of its own, once. */
  readonly spinner?: (elapsed: () => string) => Spinner;
  /** Absent there as well: then what is followed is told in lines. */
  readonly screen?: FollowScreen;
  readonly now: () => Date;
  /** Shows only what went wrong. */
  readonly quiet: boolean;
  /** For whoever listens to every line: numbers that change are no news, and a wait is spoken of twice a minute. */
  readonly calm: boolean;
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

const calmMs = 30_000;

/** Between two lines about how far a step has come. */
const progressMs = 10_000;

/** No step has this id. */
const busyStep = '';

/** A step that has begun and not ended. */
interface Current {
  readonly step: string;
  readonly since: number;
  /** What was last printed of it, and when. */
  said: string;
  saidAt: number;
  advised: boolean;
}

/** One line per step: moving while it runs on a terminal, then staying with its outcome and the time it took. */
export function createStepLines(options: StepLinesOptions): StepLines {
  const { style, print, spinner: start, screen, now, quiet, calm } = options;
  let current: Current | undefined;
  let latest = '';
  let isFollowing = false;
  const ms = () => now().getTime();
  const elapsed = () => (current === undefined ? '' : duration(ms() - current.since));
  const spinner = start?.(elapsed);
  const mayTellProgress = atIntervals(calm ? calmMs : progressMs);

  const printOnce = ({ step, state }: StepEvent, text: string) => {
    const line = `${step} ${state} ${text}`;
    if (line !== latest) print(paragraph(style, marks[state], text));
    latest = line;
  };
  const say = (event: StepEvent, of: Current) => {
    const words = `${event.state} ${gistOf(event) ?? (calm ? withoutNumbers(textOf(event)) : textOf(event))}`;
    const isNews = words !== of.said;
    const isReminder = ms() - of.saidAt >= (calm ? calmMs : heartbeatMs);
    if (!isNews && !isReminder) return;
    const usually = event.usually === undefined || of.said.startsWith('waiting') ? '' : `(usually ${event.usually})`;
    printOnce(event, joined(`${textOf(event)}${gatesIn(event)}`, usually, isNews ? '' : elapsed()));
    of.said = words;
    of.saidAt = ms();
  };
  const move = (event: StepEvent) => {
    if (current?.step !== event.step) {
      current = { step: event.step, since: ms(), said: '', saidAt: 0, advised: false };
      // What comes of another try is news, also where it is the same.
      latest = '';
    }
    if (quiet) return;
    isFollowing = screen?.show(event) === true;
    if (isFollowing) return spinner?.stop();
    screen?.end();
    if (spinner !== undefined) spinner.show(textOf(event), event.usually);
    else say(event, current);
    if (event.advice === undefined || current.advised) return;
    current.advised = true;
    print(paragraph(style, 'info', oneLine(event.advice)));
  };
  const still = () => {
    spinner?.stop();
    screen?.end();
    isFollowing = false;
  };
  const settle = (event: StepEvent) => {
    // Whoever looks at all steps again and again sees others beside the one that is followed.
    if (isFollowing && current?.step !== event.step) {
      if (!quiet) printOnce(event, textOf(event));
      return;
    }
    still();
    const time = current?.step === event.step ? elapsed() : '';
    current = undefined;
    const isTrouble = event.state === 'failed' || event.state === 'unknown';
    if (isTrouble || !quiet) printOnce(event, joined(textOf(event), time));
  };

  return {
    show: (event) => (event.state === 'running' || event.state === 'waiting' ? move(event) : settle(event)),
    progress: (event) => {
      if (quiet) return;
      if (spinner !== undefined) spinner.show(progressText(event));
      else if (mayTellProgress(ms(), event.step)) print(paragraph(style, 'running', progressText(event)));
    },
    busy: (what) => {
      // The screen says so itself.
      if (quiet || spinner === undefined || isFollowing) return;
      current = { step: busyStep, since: ms(), said: '', saidAt: 0, advised: false };
      spinner.show(oneLine(what));
    },
    endBusy: () => {
      if (current?.step === busyStep) spinner?.stop();
    },
    pause: still,
  };
}

function textOf({ title, detail, state }: StepEvent): string {
  const more = detail === undefined || detail === '' ? '' : `: ${oneLine(detail)}`;
  return `${oneLine(title)}${more}${remarks[state] ?? ''}`;
}

/** Where nothing is redrawn, how the gates of its cutover stand belongs into the line of what is followed. */
function gatesIn({ details }: StepEvent): string {
  const { gatesSeen } = MigrationDetails.safeParse(details).data ?? {};
  if (gatesSeen === undefined) return '';
  const names = refusing(gatesSeen.gates).map(({ gate }) => gate);
  return `; ${gatesCounted(gatesSeen.gates)}${names.length === 0 ? '' : `; it is refused by ${names.join(', ')}`}`;
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}

function withoutNumbers(text: string): string {
  return text.replaceAll(/\d+/g, '');
}

/** Empty below a second, which is no news. */
function duration(ms: number): string {
  return ms < 1_000 ? '' : `(${prettyMilliseconds(ms, { unitCount: 2, secondsDecimalDigits: 0 })})`;
}
