import { z } from 'zod';
import { SearchIndex, Zones } from '../facts/users.ts';
import { harmless } from '../harmless.ts';
import { amount } from '../plain-units.ts';
import { RoleBody, UserBody } from '../user-plan/atlas-bodies.ts';
import { tooMany } from '../user-plan/plan-users.ts';
import { planStates, stateCounts, stateText } from '../user-plan/state-text.ts';
import { defineResult } from './command-result.ts';

const planned = {
  source: z.string().describe('its name and its database on the source'),
  name: z.string().describe('what it is called in Atlas'),
  notes: z.array(z.string()).readonly().describe('what is not the same in Atlas, and what a person has to do'),
};

function requestOf<Body>(body: z.ZodType<Body>) {
  return z.object({ method: z.literal('POST'), path: z.string(), accept: z.string(), body });
}

const User = z.object({
  ...planned,
  state: z.enum(planStates),
  request: requestOf(UserBody).describe('the call of the API of Atlas that creates it').exactOptional(),
});
const Role = z.object({
  ...planned,
  state: z.enum(['create', 'exists', 'by-hand']),
  request: requestOf(RoleBody).describe('the call of the API of Atlas that creates it').exactOptional(),
});

/** What a migration leaves behind that a person can make again. Holds no password and no hash. */
export const PlanUsersData = z.object({
  compared: z.boolean().describe('whether it was compared with what Atlas has'),
  notCompared: z.string().describe('why it was not').exactOptional(),
  users: z.array(User).readonly(),
  roles: z.array(Role).readonly().describe('custom ones, in the order in which they can be created'),
  searchIndexes: z.array(SearchIndex).readonly(),
  zones: Zones,
  notKnown: z
    .array(z.object({ what: z.enum(['searchIndexes', 'zones']), reason: z.string() }))
    .readonly()
    .describe('what could not be looked at; its list is empty then'),
  directory: z.string().describe('where the files were written').exactOptional(),
  files: z.array(z.string()).readonly().describe('their names'),
});
export type PlanUsersData = z.infer<typeof PlanUsersData>;

/** A screen of each; the files and the data have all. */
const shownAtMost = 20;

export const planUsersResult = defineResult(PlanUsersData, (data) => {
  const { users, roles, searchIndexes, zones, notKnown, directory, files } = data;
  return [
    ...(data.compared ? [] : [`not compared with Atlas: ${data.notCompared ?? 'it was not asked'}`]),
    ...section('users', users, 'none'),
    ...tooMany(users),
    // Those that only the manager's and the migration's users hold are no part of the plan.
    ...section('custom roles', roles, 'none to create'),
    ...(searchIndexes.length === 0 ? [] : [`Search indexes: ${searchIndexes.length}`]),
    ...(zones.ranges.length === 0 ? [] : [`zones: ${amount(zones.ranges.length, 'range')}`]),
    ...notKnown.map(({ what, reason }) => `${what === 'zones' ? what : 'Search indexes'}: not known, ${reason}`),
    ...(directory === undefined ? [] : [`written to ${harmless(directory)}: ${files.join(', ')}`]),
  ];
});

function section(
  title: string,
  all: readonly (z.infer<typeof User> | z.infer<typeof Role>)[],
  none: string,
): readonly string[] {
  const more = all.length - shownAtMost;
  return [
    `${title}: ${stateCounts(all) || none}`,
    ...all
      .slice(0, shownAtMost)
      .map(({ source, state, notes }) => `  ${[`${source}: ${stateText(state)}`, ...notes].join('; ')}`),
    ...(more <= 0 ? [] : [`  and ${more} more: --json and --output have them all`]),
  ];
}
