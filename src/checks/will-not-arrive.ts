import { namespaceOf } from '../core/facts/inventory.ts';
import type { FactId, Facts, FactValues } from '../core/facts.ts';
import { harmless } from '../core/harmless.ts';
import { type NotArrivingKind, notArrivingKinds, type WillNotArrive } from '../core/results/will-not-arrive.ts';
import { isSystemData, isTimeSeries } from './collections.ts';
import { searchIndexName } from './kept-by-server.ts';
import { zonesIn } from './sharding.ts';

interface Kind<Need extends FactId = FactId> {
  readonly need: Need;
  readonly text: string;
  names(value: FactValues[Need]): readonly string[];
}

function defineKind<const Need extends FactId>({ need, text, names }: Kind<Need>) {
  return {
    text,
    need,
    names: ({ known }: Facts) => {
      const value = known[need];
      return value === undefined ? undefined : names(value);
    },
  };
}

/** Each with the page that says so in the notes of its rule. */
const kinds = {
  /** O11 */
  users: defineKind({
    need: 'sourceUsers',
    text: 'Users: nobody can log in to the destination before they are created there',
    names: (users) => users.map(({ user, db }) => `${user}@${db}`),
  }),
  roles: defineKind({
    need: 'sourceRoles',
    text: 'Roles that somebody made',
    names: (roles) => roles.map(({ role, db }) => `${role}@${db}`),
  }),
  /** C01 */
  'time-series': defineKind({
    need: 'sourceInventory',
    text: 'Time series: left out, or refused by the validation',
    names: (inventory) => inventory.filter(isTimeSeries).map(namespaceOf),
  }),
  /** C22 */
  'system-collections': defineKind({
    need: 'sourceInventory',
    text: 'Stored functions and other data in system collections',
    names: (inventory) => inventory.filter(isSystemData).map(namespaceOf),
  }),
  /** LM12 */
  'foreign-collections': defineKind({
    need: 'sourceForeignCollections',
    text: 'Data in admin, config and local',
    names: (namespaces) => namespaces,
  }),
  /** C21 */
  'search-indexes': defineKind({
    need: 'sourceSearchIndexes',
    text: 'Search and Vector Search indexes',
    names: (indexes) => indexes.map(searchIndexName),
  }),
  /** C11 */
  zones: defineKind({
    need: 'sourceZones',
    text: 'Zones, and the way in which chunks lie on shards',
    names: zonesIn,
  }),
  /** C23 */
  'query-settings': defineKind({
    need: 'sourceQuerySettings',
    text: 'Query settings',
    names: (settings) => settings.map((namespaces) => namespaces || 'no collection by name'),
  }),
} as const satisfies Readonly<Record<NotArrivingKind, unknown>>;

/** What there has to be known of a source for the list of all that will not arrive. */
export const factsOfArrival: readonly FactId[] = [...new Set(notArrivingKinds.map((kind) => kinds[kind].need))];

const most = 100;

/** Everything that will not arrive, as far as it was looked at, and what was not. What there is none of is in neither. */
export function willNotArrive(facts: Facts): WillNotArrive {
  const known: WillNotArrive['known'][number][] = [];
  const notLookedAt: WillNotArrive['notLookedAt'][number][] = [];
  for (const kind of notArrivingKinds) {
    const { need, text, names } = kinds[kind];
    const found = names(facts);
    if (found === undefined) notLookedAt.push({ kind, text, reason: facts.unknown[need] ?? 'not looked at' });
    else if (found.length > 0)
      known.push({ kind, text, count: found.length, names: found.slice(0, most).map(harmless) });
  }
  return { known, notLookedAt };
}
