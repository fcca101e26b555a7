import { namespaceOf } from '../core/facts/inventory.ts';
import type { FactId, Facts, FactValues } from '../core/facts.ts';
import { harmless } from '../core/harmless.ts';
import { isSystemData, isTimeSeries } from './collections.ts';
import { searchIndexName } from './kept-by-server.ts';
import { zonesIn } from './sharding.ts';

/** What of the source does not arrive on the destination, however well the migration goes. */
export interface NotArriving {
  readonly kind: NotArrivingKind;
  /** What it is and what becomes of it, in a few words. */
  readonly text: string;
  readonly count: number;
  /** The first hundred. */
  readonly names: readonly string[];
}

/** What was not looked at, and why: whether there is any is not known. */
export interface NotLookedAt {
  readonly kind: NotArrivingKind;
  readonly text: string;
  readonly reason: string;
}

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

/** In the order in which people are told; each with the page that says so in the notes of its rule. */
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
} as const;

export type NotArrivingKind = keyof typeof kinds;

function isKind(name: string): name is NotArrivingKind {
  return Object.hasOwn(kinds, name);
}

const most = 100;

/** Everything that will not arrive, as far as it was looked at, and what was not. What there is none of is in neither. */
export function willNotArrive(facts: Facts): {
  readonly known: readonly NotArriving[];
  readonly notLookedAt: readonly NotLookedAt[];
} {
  const known: NotArriving[] = [];
  const notLookedAt: NotLookedAt[] = [];
  for (const kind of Object.keys(kinds).filter(isKind)) {
    const { need, text, names } = kinds[kind];
    const found = names(facts);
    if (found === undefined) notLookedAt.push({ kind, text, reason: facts.unknown[need] ?? 'not looked at' });
    else if (found.length > 0)
      known.push({ kind, text, count: found.length, names: found.slice(0, most).map(harmless) });
  }
  return { known, notLookedAt };
}
