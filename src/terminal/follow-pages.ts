import type { Following } from '../core/following/following.ts';
import { engineWords, oplogsWords, writeWords } from '../core/following/words.ts';
import { gatesSeenWords, gatesUnseenWords, gateText } from '../core/gates/gate-words.ts';
import { durationText, sizeText } from '../core/plain-units.ts';
import type { Labelled, MigrationNames } from '../core/ports.ts';
import type { MigrationDetails } from '../core/results/migration-details.ts';
import { gateMarks, gateOrder } from './gate-lines.ts';
import type { Style } from './style.ts';

/** What can be shown in place of the usual lines, by its key. */
export const pages = { '?': 'keys', d: 'details', p: 'plan' } as const;
export type Page = (typeof pages)[keyof typeof pages];

/** The keys, in the order in which they are named. */
export const keyHelp = [
  { key: 'd', name: 'details', text: 'what was read, when and from where; ids' },
  { key: 'p', name: 'plan', text: 'what the cutover would do, in its order' },
  { key: '?', name: 'keys', text: 'these keys; each once more, or Esc, leads back' },
  { key: 'q', name: 'leave', text: 'leave' },
] as const;

/** What a page shows, from its beginning. `now` is of the clock of the looks. */
export function pageRows(
  style: Style,
  page: Page,
  names: MigrationNames,
  details: MigrationDetails & { readonly following: Following },
  now: Date,
): readonly Labelled[] {
  if (page === 'details') return detailRows(names, details, now);
  if (page === 'plan') return [...names.cutoverPlan(), ...gatesAsSeen(style, details, now)];
  // Not all that is followed goes on by itself, such as a cutover that waits for its window.
  return keyHelp.map(({ key: label, text }) => ({
    label,
    text: label === 'q' ? `${text}. ${names.whenLeft()}` : text,
  }));
}

/** Each with its state, what is not met first; nothing of them once a cutover was requested. */
function gatesAsSeen(
  style: Style,
  { gatesSeen, following, cutoverRequestedAt }: MigrationDetails,
  now: Date,
): Labelled[] {
  if (cutoverRequestedAt !== undefined) return [];
  if (gatesSeen === undefined) return [{ label: 'gates seen', text: gatesUnseenWords(following?.phase) }];
  const each = gateOrder.flatMap((state) =>
    gatesSeen.gates
      .filter((gate) => gate.state === state)
      .map((gate) => ({ label: '', text: `${style.plain(gateMarks[state])} ${gateText(gate)}` })),
  );
  return [{ label: 'gates seen', text: gatesSeenWords(gatesSeen, now) }, ...each];
}

/** What was read, when and from where. `now` is of the clock of the looks. */
function detailRows(
  { particulars }: Pick<MigrationNames, 'particulars'>,
  details: MigrationDetails & { readonly following: Following },
  now: Date,
): Labelled[] {
  const { following, status, readyForCutover, lagSeconds } = details;
  const { readAt, clocks, source, copied, oplog, writes, engine } = following;
  const ago = (at: string) => `${durationText(now.getTime() - Date.parse(at))} ago`;
  const read = (label: string, what: string | undefined, at: string | undefined): Labelled[] =>
    what === undefined || at === undefined ? [] : [{ label, text: `${what}; read ${ago(at)}` }];
  const amount = (side: Following['source']) =>
    side && `${sizeText(side.bytes)}, ${side.documents} documents (estimated by the server)`;
  const told = [
    `status ${status ?? 'none'}`,
    readyForCutover ? 'ready' : 'not ready',
    lagSeconds === null ? 'no lag reported' : `lag ${lagSeconds} s`,
  ];
  return [
    ...read('Atlas', told.join(', '), clocks.answer),
    ...read('source', amount(source), readAt?.source),
    ...read('arrived', amount(copied), readAt?.copied),
    ...read('oplog', oplog && oplogsWords(following), readAt?.oplogSeconds),
    ...read('writes', writes && writeWords(following), writes?.at),
    ...read('engine', engineWords(following), engine?.at),
    ...particulars(),
  ];
}
