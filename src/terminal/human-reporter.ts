import type { LivemigEvent } from '../core/events.ts';
import type { Reporter } from '../core/ports.ts';
import type { ColorLevel } from './color.ts';
import { findingLines } from './finding-lines.ts';
import { type Alphabet, createLook, type Look } from './look.ts';
import { addressLines, commandLines, exportLines, inputLine, noteLines } from './notice-lines.ts';
import { errorLines, resultLines } from './result-lines.ts';
import { createSpinner } from './spinner.ts';
import { stageMap } from './stage-map.ts';
import { createStepLines } from './step-lines.ts';

/** What a stream can show; stdout may be a file while stderr is a terminal. */
export interface Output {
  /** As `isWindow` says: whether lines are wrapped at the edge of a window. */
  readonly isTerminal: boolean;
  readonly colorLevel: ColorLevel;
}

export interface HumanReporterOptions {
  /** stdout: the result. */
  readonly out: Output & { readonly write: (text: string) => void };
  /** stderr: the conversation. */
  readonly err: Output & {
    readonly stream: NodeJS.WritableStream;
    /** As `linesCanMove` says: whether a line is drawn over again. */
    readonly linesMove: boolean;
  };
  readonly alphabet: Alphabet;
  readonly columns: () => number;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly now: () => Date;
}

export interface HumanReporter extends Reporter {
  /** Clears the spinner and shows what is held back: before a question is asked, and before the process ends. */
  pause(): void;
}

type Findings = Extract<LivemigEvent, { type: 'finding' }>[];
type StageEvent = Extract<LivemigEvent, { type: 'stage' }>;

const narrowest = 20;

/** Draws what a run reports for people: the conversation on stderr, the result on stdout. */
export function createHumanReporter(options: HumanReporterOptions): HumanReporter {
  const { out, err, quiet, verbose, now } = options;
  const look = lookOf(err, options);
  const resultLook = lookOf(out, options);
  const print = (lines: readonly string[]) => lines.forEach((line) => void err.stream.write(`${line}\n`));
  const printResult = (lines: readonly string[]) => lines.forEach((line) => void out.write(`${line}\n`));
  const steps = createStepLines({
    look,
    print,
    now,
    quiet,
    ...(err.linesMove && { spinner: (elapsed: () => string) => createSpinner(err.stream, look, elapsed) }),
  });
  const stages = createStageLine(look);
  let findings: Findings = [];

  const flush = () => {
    if (!quiet) print(stages.changed());
    print(findingLines(findings, { look, quiet, verbose }));
    findings = [];
  };
  const pause = () => {
    steps.pause();
    flush();
  };
  const show = (event: LivemigEvent): void => {
    if (event.type !== 'finding' && event.type !== 'stage') flush();
    switch (event.type) {
      case 'stage':
        stages.note(event);
        break;
      case 'finding':
        findings.push(event);
        break;
      case 'step':
        steps.show(event);
        break;
      case 'plan':
        break;
      case 'note':
        print(noteLines(look, event, options));
        break;
      case 'input':
        if (verbose) print([inputLine(look, event)]);
        break;
      case 'command':
        steps.pause();
        if (!quiet) print(commandLines(look, event));
        break;
      case 'ready':
        if (!quiet) print(addressLines(event));
        printResult(exportLines(event));
        break;
      case 'result':
        steps.pause();
        print(errorLines(look, event));
        printResult(resultLines(resultLook, event));
    }
  };
  return { report: show, pause };
}

function lookOf({ isTerminal, colorLevel }: Output, { alphabet, columns }: HumanReporterOptions): Look {
  const width = () => (isTerminal ? Math.max(narrowest, columns()) : Number.POSITIVE_INFINITY);
  return createLook({ colorLevel, alphabet, width });
}

/** Stages are reported one by one and shown together, once for every change. */
function createStageLine(look: Look) {
  const states = new Map<StageEvent['stage'], StageEvent['state']>();
  let shown = '';
  return {
    note: ({ stage, state }: StageEvent): void => void states.set(stage, state),
    changed: (): string[] => {
      const map = stageMap(look, states);
      if (states.size === 0 || map === shown) return [];
      shown = map;
      return [map];
    },
  };
}
