import type { Following } from '../core/following/following.ts';
import {
  alarmWords,
  copyWords,
  engineWords,
  indexWords,
  lagWords,
  oplogsWords,
  writeWords,
} from '../core/following/words.ts';
import { gatesSeenWords, gatesUnseenWords, gateText } from '../core/gates/gate-words.ts';
import type { SeenGate } from '../core/gates/seen-gate.ts';
import { durationText } from '../core/plain-units.ts';
import type { Labelled, MigrationNames } from '../core/ports.ts';
import type { MigrationDetails } from '../core/results/migration-details.ts';
import { keyHelp, type Page, pageRows } from './follow-pages.ts';
import { gateMarks } from './gate-lines.ts';
import type { Mark } from './marks.ts';
import { cut, oneLine, padded, widthOf } from './plain-text.ts';
import { sparkline } from './sparkline.ts';
import { hanging, type Style } from './style.ts';
import { brokenAt } from './styled-text.ts';

/** What a screen shows of a migration that is followed. */
export interface Followed {
  readonly names: MigrationNames | undefined;
  readonly details: MigrationDetails & { readonly following: Following };
  /** What is waited for, in the words of the step. */
  readonly waitingFor: string;
}

/** Where it is drawn. */
export interface FrameRoom {
  readonly columns: number;
  readonly rows: number;
  /** Whether keys are heard, so that it says which. */
  readonly hasKeys: boolean;
  /** In place of the usual lines. */
  readonly page?: Page | undefined;
}

/** Some lines of the screen; those of the highest rank go first where there is no room. */
interface Part {
  readonly rank: number;
  readonly lines: readonly string[];
}

/** Beside a page: whose it is, how far that is, and the keys. */
const keptLines = 3;

/** Room for `waiting for  `. */
const labelWidth = 13;

/** A part behind its label; none where there is nothing to say. */
type Row = (rank: number, label: string, text: string, paint?: (line: string) => string) => Part[];

const blank = (): Part => ({ rank: 9, lines: [''] });

/** The screen as lines that fit into the room. `now` is of the clock of the looks. */
export function followFrame(style: Style, followed: Followed, now: Date, room: FrameRoom): string[] {
  const { details, names } = followed;
  const { columns, rows, page } = room;
  const narrow: Style = { ...style, width: () => columns };
  const row: Row = (rank, label, text, paint) => {
    if (text === '') return [];
    const dim = style.chalk.dim(padded(label, labelWidth));
    const lines = hanging(narrow, dim, labelWidth, oneLine(text), paint);
    // An address may be longer than any line.
    return [{ rank, lines: lines.flatMap((line) => brokenAt(line, columns)) }];
  };
  const parts: Part[] = [
    ...identity(style, names, columns),
    { rank: 0, lines: [phases(style, details, columns)] },
    blank(),
    ...(page === undefined || names === undefined
      ? usualParts(style, followed, now, columns, row)
      : pageParts(style, pageRows(style, page, names, details, now), rows - keptLines, row)),
    ...(room.hasKeys ? [blank(), { rank: 1, lines: [style.chalk.dim(keysLine(columns, page))] }] : []),
  ];
  return fitted(parts, rows);
}

function usualParts(
  style: Style,
  { details, names, waitingFor }: Followed,
  now: Date,
  columns: number,
  row: Row,
): Part[] {
  const { following } = details;
  return [
    ...alarmWords(following).flatMap((alarm) => row(1, 'attention', alarm, style.chalk.yellow)),
    ...row(4, 'copied', copyWords(following).join(', ')),
    ...row(2, 'lag', lagText(style, details, columns)),
    ...row(5, 'oplog', oplogsWords(following)),
    ...(details.cutoverRequestedAt === undefined ? beforeRequest(following, now, row) : []),
    ...gateRows(style, details, now, row),
    ...row(6, 'last', clocksText(following, now)),
    blank(),
    ...row(1, 'waiting for', waitingFor),
    ...row(1, 'then', names?.next() ?? ''),
  ];
}

/** What was seen a little while ago is not how it stands once a cutover was requested. */
function beforeRequest(following: Following, now: Date, row: Row): Part[] {
  const { writes, engine } = following;
  // They are looked at beside, and not at each look.
  const aged = (words: string | undefined, at: string | undefined) =>
    words === undefined || at === undefined ? '' : `${words}, ${agoText(at, now)}`;
  return [
    ...(following.phase === 'copying' ? [] : row(5, 'indexes', indexWords(following).join(''))),
    ...row(4, 'writes', aged(writeWords(following), writes?.at)),
    ...(engine?.records === null ? [] : row(6, 'engine', aged(engineWords(following), engine?.at))),
    ...row(3, 'deadline', deadlineText(following, now)),
  ];
}

/** Those that somebody may have to deal with one by one, in that order; the others together. */
function gateRows(
  style: Style,
  { gatesSeen, following, cutoverRequestedAt }: MigrationDetails,
  now: Date,
  row: Row,
): Part[] {
  if (cutoverRequestedAt !== undefined || following?.phase === 'copying') return [];
  if (gatesSeen === undefined) return row(5, 'gates', gatesUnseenWords(following?.phase));
  const of = (state: SeenGate['state']) => gatesSeen.gates.filter((gate) => gate.state === state);
  const each = (rank: number, state: SeenGate['state'], paint?: (line: string) => string) =>
    of(state).flatMap((gate) => row(rank, '', `${style.plain(gateMarks[state])} ${gateText(gate)}`, paint));
  const together = (rank: number, state: SeenGate['state'], words: string) => {
    const named = of(state).map(({ gate }) => gate);
    return named.length === 0 ? [] : row(rank, '', `${style.plain(gateMarks[state])} ${words}: ${named.join(', ')}`);
  };
  return [
    ...row(2, 'gates', gatesSeenWords(gatesSeen, now)),
    ...each(3, 'refuses', style.chalk.yellow),
    ...each(6, 'warns'),
    ...each(6, 'accepted'),
    ...together(7, 'not-looked-at', 'not looked at'),
    ...together(8, 'met', 'met'),
  ];
}

/** From its beginning, with how much is left out where there is no room for all of it. */
function pageParts(style: Style, rows: readonly Labelled[], room: number, row: Row): Part[] {
  const lines = rows.flatMap(({ label, text }) => row(1, label, text)).flatMap((part) => part.lines);
  if (lines.length <= room) return [{ rank: 1, lines }];
  const shown = lines.slice(0, Math.max(0, room - 1));
  const left = `${style.plain('ellipsis')} ${lines.length - shown.length} more lines in a larger window`;
  return [{ rank: 1, lines: [...shown, style.chalk.dim(left)] }];
}

/** `[d] details  [p] plan  [?] keys  [q] leave`, as far as there is room for it. */
function keysLine(columns: number, page: Page | undefined): string {
  const named = keyHelp.map(({ key, name }) => ({ key, name: name === page ? 'back' : name }));
  const lines = [
    named.map(({ key, name }) => `[${key}] ${name}`).join('  '),
    named.map(({ key, name }) => `${key} ${name}`).join('  '),
    named.map(({ key }) => key).join(' '),
  ];
  return lines.find((line) => widthOf(line) <= columns) ?? '';
}

/** The parts for which there is room beside those that matter more; of what always stays, the first lines. */
function fitted(parts: readonly Part[], rows: number): string[] {
  const kept = new Set<Part>();
  let used = 0;
  for (const part of parts.toSorted((one, other) => one.rank - other.rank)) {
    if (part.rank > 0 && used + part.lines.length > rows) continue;
    kept.add(part);
    used += part.lines.length;
  }
  return parts
    .filter((part) => kept.has(part))
    .flatMap(({ lines }) => lines)
    .slice(0, rows);
}

/** In one line where there is room, otherwise what tells migrations apart first. */
function identity(style: Style, names: MigrationNames | undefined, columns: number): Part[] {
  if (names === undefined) return [];
  const { chalk } = style;
  const ends = `${oneLine(names.source)} ${style.plain('arrow')} ${oneLine(names.destination)}`;
  const [directory, id] = [oneLine(names.directory), oneLine(names.migrationId() ?? '')];
  const whole = [ends, directory, id].join('   ');
  const short = (text: string) => cut(text, columns, style.plain('ellipsis'));
  if (widthOf(whole) <= columns)
    return [{ rank: 0, lines: [`${chalk.bold(ends)}   ${chalk.dim(`${directory}   ${id}`)}`] }];
  return [
    { rank: 0, lines: [chalk.bold(short(ends))] },
    { rank: 7, lines: [chalk.dim(short(directory))] },
    { rank: 8, lines: [chalk.dim(short(id))] },
  ];
}

/** `copying ✔   following ●   ready ○   cut over ○`. */
function phases(style: Style, { following, cutoverRequestedAt, status }: MigrationDetails, columns: number): string {
  const steps = ['copying', 'following', 'ready', 'cut over'];
  // Before it begins, or in a state that nobody knows, none of them is under way.
  const at = cutoverRequestedAt === undefined ? steps.indexOf(following?.phase ?? '') : 3;
  const marked = steps.map((name, index) => {
    const mark: Mark = status === 'COMPLETE' || index < at ? 'done' : index === at ? 'running' : 'todo';
    return { text: `${name} ${style.plain(mark)}`, painted: `${name} ${style.mark(mark)}` };
  });
  const gap = columns < 60 ? ' ' : '   ';
  const isWide = widthOf(marked.map(({ text }) => text).join(gap)) <= columns;
  if (isWide) return marked.map(({ painted }) => painted).join(gap);
  return marked[Math.max(0, at)]?.painted ?? '';
}

function lagText(style: Style, { lagSeconds, following }: MigrationDetails, columns: number): string {
  if (lagSeconds === null || following === undefined) return '';
  const words = [`${lagSeconds} s`, ...lagWords(following)].join(', ');
  const line = sparkline(following.recentLags ?? [], style.alphabet);
  const isRoom = labelWidth + widthOf(words) + 1 + widthOf(line) <= columns;
  return line === '' || !isRoom ? words : `${words} ${line}`;
}

/** Each from its nearest end: nobody is to be surprised. */
function deadlineText({ deadline, phase }: Following, now: Date): string {
  if (deadline === undefined) return phase === 'ready' ? 'not known' : 'none yet: 120 h from when it is ready';
  if (deadline.isOver) return 'the 120 h are over; perhaps they were extended in Atlas';
  const left = (at: string) => durationText(Date.parse(at) - now.getTime());
  return deadline.earliest === undefined
    ? `in ${left(deadline.latest)} at the latest (it was ready when it was first looked at)`
    : `in ${left(deadline.earliest)} at the earliest`;
}

function clocksText({ clocks: { answer, change, progress } }: Following, now: Date): string {
  return `answer ${agoText(answer, now)}, change ${agoText(change, now)}, progress ${agoText(progress, now)}`;
}

function agoText(at: string, now: Date): string {
  return `${durationText(now.getTime() - Date.parse(at))} ago`;
}
