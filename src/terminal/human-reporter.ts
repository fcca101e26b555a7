import type { LivemigEvent, PlanEvent } from '../core/events.ts';
import type { Reporter } from '../core/ports.ts';
import { checkLines } from './check-lines.ts';
import type { ColorLevel } from './color.ts';
import { findingLines } from './finding-lines.ts';
import { createFollowScreen, type FollowScreenOptions } from './follow-screen.ts';
import { gateLines } from './gate-lines.ts';
import { createLiveBlock } from './live-block.ts';
import type { Alphabet } from './marks.ts';
import { commandLines, exportLines, foundLines, inputLines, noteLines, readyLines } from './notice-lines.ts';
import { planCommandLines, planLines } from './plan-lines.ts';
import { errorLines, resultLines } from './result-lines.ts';
import { ruleLines, ruleText } from './rule-lines.ts';
import { createSpinner } from './spinner.ts';
import { type StageEvent, stageMap } from './stage-map.ts';
import { createStepLines } from './step-lines.ts';
import { createStyle, type Style } from './style.ts';

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
  /** For the screen of a migration that is followed. */
  readonly follow: Pick<FollowScreenOptions, 'rows' | 'now' | 'every' | 'keyboard' | 'leave'>;
}

export interface HumanReporter extends Reporter {
  /** Clears the spinner and shows what is held back: before a question is asked, and before the process ends. */
  pause(): void;
}

type Findings = Extract<LivemigEvent, { type: 'finding' }>[];

const narrowest = 20;

/** Draws what a run reports for people: the conversation on stderr, the result on stdout. */
export function createHumanReporter(options: HumanReporterOptions): HumanReporter {
  const { out, err, quiet, verbose, now } = options;
  const style = styleFor(err, options);
  const resultStyle = styleFor(out, options);
  const moving = err.linesMove ? createMoving(options, style) : undefined;
  const above = moving?.block.above ?? ((write: () => void) => write());
  const print = (lines: readonly string[]) => {
    if (lines.length > 0) above(() => lines.forEach((line) => void err.stream.write(`${line}\n`)));
  };
  let isDocument = false;
  const printResult = (lines: readonly string[]) =>
    isDocument ? print(lines) : lines.forEach((line) => void out.write(`${line}\n`));
  const steps = createStepLines({
    style,
    print,
    now,
    quiet,
    calm: err.isTerminal && !err.linesMove,
    ...(moving && { screen: moving.screen, spinner: moving.spinner }),
  });
  const pageSteps = createStepLines({ style: resultStyle, print: printResult, now, quiet, calm: false });
  let isPage = false;
  const stages = createStageLines();
  let findings: Findings = [];
  let failure = '';
  let adviceHere = (text: string) => text;
  let dataLines = (_: unknown): readonly string[] => [];

  const flush = () => {
    if (!quiet) (isPage ? printResult : print)(stages.changed(isPage ? resultStyle : style));
    print(findingLines(findings, { style, quiet, verbose }));
    findings = [];
  };
  const toldOf = new Set<string>();
  const shownInput = (event: Extract<LivemigEvent, { type: 'input' }>) => {
    const found = err.isTerminal && !quiet ? foundLines(style, event) : [];
    if (found.length === 0) return verbose ? inputLines(style, event) : [];
    // The wizard goes through several commands with the same credentials; said once is enough.
    const words = `${event.input} ${event.value} ${event.origin}`;
    const isNews = !toldOf.has(words);
    toldOf.add(words);
    return isNews ? found : [];
  };
  const pause = () => {
    steps.pause();
    flush();
  };
  const show = (event: LivemigEvent): void => {
    steps.endBusy();
    if (event.type !== 'finding' && event.type !== 'stage' && event.type !== 'verdict') flush();
    switch (event.type) {
      case 'stage':
        stages.note(event);
        break;
      case 'finding':
        findings.push(event);
        break;
      case 'verdict':
        steps.pause();
        printResult(checkLines({ style: resultStyle, quiet }, event, findings));
        findings = [];
        break;
      case 'rule':
        printResult(event.explained === undefined ? ruleLines(resultStyle, event) : ruleText(resultStyle, event));
        break;
      case 'step':
        (isPage ? pageSteps : steps).show(event);
        failure = event.state === 'failed' ? (event.detail ?? '') : '';
        break;
      case 'progress':
        steps.progress(event);
        break;
      case 'plan':
        steps.pause();
        if (!quiet) print(planLines(style, event));
        break;
      case 'gates':
        steps.pause();
        print(gateLines(style, event, quiet));
        break;
      case 'note':
        print(noteLines(style, event, options));
        break;
      case 'input':
        print(shownInput(event));
        break;
      case 'command':
        steps.pause();
        if (!quiet) print(commandLines(style, event));
        break;
      case 'ready':
        printResult(exportLines(event));
        print(readyLines(style, event));
        break;
      case 'result':
        steps.pause();
        print(errorLines(style, event, failure));
        printResult(resultLines(resultStyle, event, dataLines, adviceHere));
    }
  };
  const showCommand = (plan: Pick<PlanEvent, 'command' | 'variables'>) => {
    pause();
    print(planCommandLines(style, plan));
  };
  return {
    report: show,
    busy: steps.busy,
    showCommand,
    pause,
    advise: (here) => {
      adviceHere = here;
    },
    tells: (lines) => {
      dataLines = lines;
    },
    document: (text) => {
      pause();
      out.write(text);
      isDocument = true;
    },
    page: () => {
      isPage = true;
    },
    ...(moving && { about: moving.screen.name, redraws: true }),
  };
}

/** What is drawn over again, all in one place of the terminal. */
function createMoving({ err, follow }: HumanReporterOptions, style: Style) {
  const { every } = follow;
  const block = createLiveBlock({ write: (text) => err.stream.write(text), columns: style.width });
  return {
    block,
    screen: createFollowScreen({ ...follow, style, block, columns: style.width }),
    spinner: (elapsed: () => string) => createSpinner({ block, style, elapsed, every }),
  };
}

function styleFor({ isTerminal, colorLevel }: Output, { alphabet, columns }: HumanReporterOptions): Style {
  const width = () => (isTerminal ? Math.max(narrowest, columns()) : Number.POSITIVE_INFINITY);
  return createStyle({ colorLevel, alphabet, width });
}

/** Stages are reported one by one and shown together, once for every change; what is not reported again is not shown again. */
function createStageLines() {
  const stages = new Map<StageEvent['stage'], StageEvent>();
  const noted = new Set<StageEvent['stage']>();
  let shown = '';
  return {
    note: (event: StageEvent): void => {
      stages.set(event.stage, event);
      noted.add(event.stage);
    },
    changed: (style: Style): string[] => {
      // Not the lines, which change with the window.
      const said = [...stages.values()].map(({ time: _, ...what }) => JSON.stringify(what)).join('\n');
      const isNews = said !== shown;
      // At first the whole map, also of stages of which nothing has been said.
      const only = shown === '' ? undefined : new Set(noted);
      noted.clear();
      shown = said;
      return isNews ? stageMap(style, stages, only) : [];
    },
  };
}
