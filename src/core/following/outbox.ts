import { z } from 'zod';
import { Happening } from './happening.ts';

/**
 * One line of the outbox. It is written that somebody is to be told before anybody is, and that somebody was told once they
 * have said so: where a run dies between the two they are told again, with the same id.
 */
export const OutboxLine = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('owed'), happening: Happening, to: z.array(z.string()) }),
  z.object({ kind: z.literal('told'), id: z.string(), to: z.string(), at: z.iso.datetime() }),
]);
export type OutboxLine = z.infer<typeof OutboxLine>;

/** That somebody is to be told of something. */
export interface Debt {
  readonly happening: Happening;
  /** The key of a recipient. */
  readonly to: string;
}

/** Who is still to be told of what, and who has been told; neither of it twice. */
export interface Outbox {
  /** The oldest first. */
  readonly owed: readonly Debt[];
  readonly told: readonly Pick<Told, 'id' | 'to' | 'at'>[];
}
type Told = Extract<OutboxLine, { kind: 'told' }>;

/** So many of those that were told are remembered when the lines are written anew: far more than ever happens to a migration. */
const mostTold = 5000;

/** What all lines together come to, in any order: a copy from a backup may have lost some of them. */
export function outboxOf(lines: readonly OutboxLine[]): Outbox {
  const told = new Map<string, Told>();
  const owed = new Map<string, Debt>();
  for (const line of lines) {
    if (line.kind === 'told') told.set(keyOf(line), line);
    else for (const to of line.to) owed.set(keyOf({ id: line.happening.id, to }), { happening: line.happening, to });
  }
  return {
    owed: [...owed].filter(([key]) => !told.has(key)).map(([, debt]) => debt),
    told: [...told.values()],
  };
}

/** Those of the recipients who neither were told of it nor are still to be. */
export function notYetToldOf(id: string, outbox: Outbox, recipients: readonly string[]): string[] {
  const known = new Set([
    ...outbox.owed.map(({ happening, to }) => keyOf({ id: happening.id, to })),
    ...outbox.told.map(keyOf),
  ]);
  return recipients.filter((to) => !known.has(keyOf({ id, to })));
}

/** The same outbox in as few lines as it takes. Whatever is owed is kept; of what was told only the latest. */
export function fewestLines({ owed, told }: Outbox): OutboxLine[] {
  return [
    ...told.slice(-mostTold).map(({ id, to, at }) => ({ kind: 'told' as const, id, to, at })),
    ...owed.map(({ happening, to }) => ({ kind: 'owed' as const, happening, to: [to] })),
  ];
}

/** Neither an id nor a key has a line break. */
function keyOf({ id, to }: { readonly id: string; readonly to: string }): string {
  return `${to}\n${id}`;
}

const firstPauseMs = 5000;
const longestPauseMs = 15 * 60_000;

/**
 * Milliseconds until somebody who could not be told is told again; for ever: nothing is given up.
 *
 * @param failures how often it has failed in this run, counted from 1
 * @param isRefused they answered that they do not want it: the same again helps only once somebody has changed something
 * @param askedSeconds how long they asked to be left alone
 * @param random 0 inclusive to 1 exclusive; spreads the second half of the pause
 */
export function pauseAfter(failures: number, isRefused: boolean, askedSeconds: number, random: number): number {
  const pause = isRefused ? longestPauseMs : Math.min(longestPauseMs, firstPauseMs * 2 ** (failures - 1));
  return Math.max(1000 * askedSeconds, Math.round(pause * (0.5 + random / 2)));
}
