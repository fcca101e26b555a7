import { harmless } from '../harmless.ts';
import { inMongosh } from '../mongosh-words.ts';
import { projectToSet } from './atlas-bodies.ts';
import { rolesScript, searchScript, usersScript, zonesScript } from './mongosh-scripts.ts';
import type { UserPlan } from './plan.ts';
import { tooMany } from './plan-users.ts';
import { type PlanState, stateText } from './state-text.ts';

export interface PlanFile {
  readonly name: string;
  readonly content: string;
}

/** The plan as files that a person reads, completes and runs. */
export function planFiles(plan: UserPlan, project: string | undefined): readonly PlanFile[] {
  const bodies = { roles: bodyFiles('role', plan.roles), users: bodyFiles('user', plan.users) };
  const planned = new Set(plan.users.filter(({ state }) => state !== 'not-needed').map(({ source }) => source));
  const users = plan.source.users.filter(({ user, db }) => planned.has(harmless(`${user}@${db}`)));
  const { searchIndexes, zones } = plan;
  const scripts = [
    ...(plan.source.roles.length === 0 ? [] : [{ name: 'roles.mongosh.js', content: rolesScript(plan.source.roles) }]),
    ...(users.length === 0 ? [] : [{ name: 'users.mongosh.js', content: usersScript(users) }]),
    ...(searchIndexes.length === 0
      ? []
      : [{ name: 'search-indexes.mongosh.js', content: searchScript(searchIndexes) }]),
    ...(zones.ranges.length + zones.shards.flatMap((shard) => shard.zones).length === 0
      ? []
      : [{ name: 'zones.mongosh.js', content: zonesScript(zones) }]),
  ];
  const files = [...bodies.roles, ...bodies.users, ...scripts];
  return [{ name: 'README.txt', content: readme(plan, bodies, scripts, project) }, ...files];
}

/** Numbered, because they are sent in this order and because two names may look alike once they are made plain. */
function bodyFiles(
  kind: string,
  planned: readonly { readonly name: string; readonly body?: unknown }[],
): readonly PlanFile[] {
  const created = planned.filter(({ body }) => body !== undefined);
  return created.map(({ name, body }, at) => ({
    name: `${kind}-${String(at + 1).padStart(3, '0')}-${plainName(name)}.json`,
    content: `${jsonText(body)}\n`,
  }));
}

function plainName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_-]+/g, '-').slice(0, 40);
}

/** What a terminal obeys or hides is escaped, so that whoever reads it sees all that is sent. */
function jsonText(body: unknown): string {
  return JSON.stringify(body, undefined, 2).split('\n').map(inMongosh).join('\n');
}

function readme(
  { users, roles }: UserPlan,
  bodies: { readonly roles: readonly PlanFile[]; readonly users: readonly PlanFile[] },
  scripts: readonly PlanFile[],
  project = projectToSet,
): string {
  const command =
    (group: string, call: string) =>
    ({ name }: PlanFile) =>
      `  atlas api ${group} ${call} --version 2023-01-01 --groupId ${project} --file ${name}`;
  const lines = [
    'What a live migration does not carry over, written by livemig plan-users.',
    '',
    ...(bodies.roles.length + bodies.users.length === 0
      ? ['Nothing has to be created through the API of Atlas.', '']
      : [
          'In Atlas, in this order. Put a password into each user file first: Atlas refuses what stands there. The files then',
          'hold passwords: remove them afterwards. Without the Atlas CLI the same bodies are sent by POST to',
          `/api/atlas/v2/groups/${project}/customDBRoles/roles and /databaseUsers.`,
          ...bodies.roles.map(command('customDatabaseRoles', 'createCustomDbRole')),
          ...bodies.users.map(command('databaseUsers', 'createDatabaseUser')),
          '',
        ]),
    ...(scripts.length === 0
      ? []
      : ['With mongosh; the first lines of each say where and when:', ...scripts.map(({ name }) => `  ${name}`), '']),
    ...section('Users', users),
    ...tooMany(users).flatMap((line) => [line, '']),
    ...section('Custom roles', roles),
  ];
  return `${lines.join('\n')}\n`;
}

function section(
  title: string,
  planned: readonly { source: string; state: PlanState; notes: readonly string[] }[],
): string[] {
  if (planned.length === 0) return [];
  return [
    `${title}:`,
    ...planned.flatMap(({ source, state, notes }) => [
      `  ${source}: ${stateText(state)}`,
      ...notes.map((note) => `    ${note}`),
    ]),
    '',
  ];
}
