import { namespaceOf } from '../core/facts/inventory.ts';
import type { SourceUser } from '../core/facts/users.ts';
import type { FactId, Facts, FactValues } from '../core/facts.ts';
import { harmless } from '../core/harmless.ts';
import { type NotArrivingKind, notArrivingKinds, type WillNotArrive } from '../core/results/will-not-arrive.ts';
import { planUsers } from '../core/user-plan/plan-users.ts';
import { stateCounts } from '../core/user-plan/state-text.ts';
import { isSystemData, isTimeSeries } from './collections.ts';
import { searchIndexName } from './kept-by-server.ts';
import { zonesIn } from './sharding.ts';

interface Kind<Need extends FactId = FactId> {
  readonly need: Need;
  readonly text: string;
  names(value: FactValues[Need]): readonly string[];
  /** What is known of them besides. */
  more?(value: FactValues[Need], known: Facts['known']): string;
}

function defineKind<const Need extends FactId>({ need, text, names, more }: Kind<Need>) {
  return {
    text,
    need,
    found: ({ known }: Facts) => {
      const value = known[need];
      if (value === undefined) return undefined;
      return { names: names(value), text: more === undefined ? text : `${text}; ${more(value, known)}` };
    },
  };
}

/** Of users it is known who is there, where Atlas was asked: what is told of them must not be more than what is left to do. */
function usersInAtlas(users: readonly SourceUser[], known: Facts['known']): string {
  const { accessInAtlas: inAtlas, sourceRoles: roles = [], destinationNames, migrationLogins = [] } = known;
  if (inAtlas?.compared !== true) return 'who is was not looked at';
  const [cluster] = destinationNames ?? [];
  return stateCounts(planUsers({ users, roles, inAtlas, migrationLogins, target: { cluster } }));
}

/** Each with the page that says so in the notes of its rule. */
const kinds = {
  /** O11 */
  users: defineKind({
    need: 'sourceUsers',
    text: 'Users: whoever is to log in to the destination has to be in Atlas',
    names: (users) => users.map(({ user, db }) => `${user}@${db}`),
    more: usersInAtlas,
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
    const { need, text, found } = kinds[kind];
    const seen = found(facts);
    if (seen === undefined) notLookedAt.push({ kind, text, reason: harmless(facts.unknown[need] ?? 'not looked at') });
    else if (seen.names.length > 0)
      known.push({ kind, text: seen.text, count: seen.names.length, names: seen.names.slice(0, most).map(harmless) });
  }
  return { known, notLookedAt };
}
