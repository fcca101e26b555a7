import { harmless } from '../harmless.ts';
import { inMongosh } from '../mongosh-words.ts';
import { quotedWord } from '../shell-word.ts';
import { projectToSet } from './atlas-bodies.ts';
import { rolesScript, searchScript, usersScript, zonesScript } from './mongosh-scripts.ts';
import { apiVersion, rolePath, type UserPlan, userPath } from './plan.ts';
import { tooMany } from './plan-users.ts';
import { type PlanState, stateText } from './state-text.ts';

export interface PlanFile {
  readonly name: string;
  readonly content: string;
}

/** Where its requests are sent. */
export interface PlanAddress {
  readonly project?: string | undefined;
  readonly atlasUrl?: string | undefined;
}

/** The plan as files that a person reads, completes and runs. */
export function planFiles(plan: UserPlan, address: PlanAddress): readonly PlanFile[] {
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
  return [{ name: 'README.txt', content: readme(plan, bodies, scripts, address) }, ...files];
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
  address: PlanAddress,
): string {
  const { project = projectToSet } = address;
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
          'In Atlas, in this order. Put what is missing into the files and commands first, where SET-ME or SET_THE_ stands, such as',
          'the password of each user: Atlas refuses them as they are. The files then hold passwords: remove them afterwards.',
          'From this directory:',
          ...bodies.roles.map(command('customDatabaseRoles', 'createCustomDbRole')),
          ...bodies.users.map(command('databaseUsers', 'createDatabaseUser')),
          '',
          'The same without the Atlas CLI; curl asks for the private key of the API key whose public one stands for YOUR_PUBLIC_KEY:',
          ...bodies.roles.map(curlOf(rolePath(project), address)),
          ...bodies.users.map(curlOf(userPath(project), address)),
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

/** Atlas answers 406 to a request that does not name the version of its API. */
function curlOf(path: string, { atlasUrl }: PlanAddress) {
  const url = quotedWord(`${atlasUrl ?? 'https://cloud.mongodb.com'}${path}`);
  const headers = [`Accept: ${apiVersion}`, 'Content-Type: application/json'].map(
    (one) => `--header ${quotedWord(one)}`,
  );
  return ({ name }: PlanFile) => `  curl --digest --user YOUR_PUBLIC_KEY ${headers.join(' ')} --data @${name} ${url}`;
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
