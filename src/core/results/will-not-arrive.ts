import { z } from 'zod';
import { firstNames } from '../first-names.ts';

/** What no migration brings to the destination, in the order in which people are told. */
export const notArrivingKinds = [
  'users',
  'roles',
  'time-series',
  'system-collections',
  'foreign-collections',
  'search-indexes',
  'zones',
  'query-settings',
] as const;
export type NotArrivingKind = (typeof notArrivingKinds)[number];

const shortNames: Readonly<Record<NotArrivingKind, string>> = {
  users: 'users',
  roles: 'roles',
  'time-series': 'time series',
  'system-collections': 'data in system collections',
  'foreign-collections': 'data in admin/config/local',
  'search-indexes': 'Search indexes',
  zones: 'zones',
  'query-settings': 'query settings',
};

const NotArriving = z.object({
  kind: z.enum(notArrivingKinds),
  text: z.string().describe('what it is and what becomes of it'),
  count: z.number().int(),
  names: z.array(z.string()).readonly().describe('the first hundred'),
});
export type NotArriving = z.infer<typeof NotArriving>;

const NotLookedAt = z.object({ kind: z.enum(notArrivingKinds), text: z.string(), reason: z.string() });

/** Everything of the source that does not arrive, as far as it was looked at. What there is none of is in neither. */
export const WillNotArrive = z.object({
  known: z.array(NotArriving).readonly(),
  notLookedAt: z.array(NotLookedAt).readonly().describe('whether there is any is not known'),
});
export type WillNotArrive = z.infer<typeof WillNotArrive>;

/** `Roles that somebody made (2): clerk@shop, auditor@shop` */
export function notArrivingText({ text, count, names }: NotArriving): string {
  return `${text} (${count.toLocaleString('en')}): ${firstNames(names, ', ', count)}`;
}

/** Each reason once: `Search indexes, zones: LIVEMIG_SOURCE_URI is not set` */
export function notLookedAtTexts({ notLookedAt }: WillNotArrive): string[] {
  const reasons = [...new Set(notLookedAt.map(({ reason }) => reason))];
  return reasons.map((reason) => {
    const kinds = notLookedAt.filter((one) => one.reason === reason).map(({ kind }) => shortNames[kind]);
    return `${kinds.join(', ')}: ${reason}`;
  });
}

/** What `livemig plan-users` names one by one, and plans. */
const planned: readonly NotArrivingKind[] = ['users', 'roles', 'search-indexes', 'zones'];

/** Beside what a comparison came to, which is silent about all of this: `users (3), zones (1)`. */
export function notComparedLines(list: WillNotArrive): string[] {
  const known = list.known
    .filter(({ kind }) => planned.includes(kind))
    .map(({ kind, count }) => `${shortNames[kind]} (${count.toLocaleString('en')})`);
  const others = list.known.filter(({ kind }) => !planned.includes(kind));
  return [
    ...(known.length === 0
      ? []
      : [`neither migrated nor compared: ${known.join(', ')}; livemig plan-users names them`]),
    ...others.map((one) => `neither migrated nor compared: ${notArrivingText({ ...one, text: shortNames[one.kind] })}`),
    ...notLookedAtTexts(list).map((text) => `neither compared nor looked at: ${text}`),
  ];
}
