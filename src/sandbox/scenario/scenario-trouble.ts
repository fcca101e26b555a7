import type { z } from 'zod';
import type { ScenarioFile } from './scenario-file-schema.ts';

/** What is wrong, with the field and its value, and what to write instead. */
export interface Trouble {
  readonly problem: string;
  readonly fix: string;
}

/** The first thing that the schema has against the file; credentials are not repeated. */
export function objectionTo(content: unknown, issue: z.core.$ZodIssue): Trouble {
  const field = inWords(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    return { problem: `${field} has no field ${key}.`, fix: 'Leave it out, or correct its name.' };
  }
  const value = valueAt(content, issue.path);
  const secret = /^(privateKey|clientSecret)$/.test(String(issue.path.at(-1)));
  const shown = value === undefined ? 'missing' : secret ? 'not as it should be' : short(JSON.stringify(value));
  return { problem: `${field} is ${shown}.`, fix: `${field}: ${issue.message}.` };
}

/** What each entry alone does not show: ends that are missing, and names or ids that stand for two things. */
export function scenarioTrouble(file: ScenarioFile): Trouble | undefined {
  return emptyEnd(file) ?? strangeEnd(file) ?? firstIdentity(file) ?? unknownProject(file) ?? twice(file);
}

function emptyEnd({ atlas, manager }: ScenarioFile): Trouble | undefined {
  if (atlas?.projects?.[0]?.clusters.length === 0)
    return {
      problem: 'atlas.projects.0.clusters is empty.',
      fix: 'The first project needs a cluster: the destination.',
    };
  if (manager?.projects?.[0]?.deployments.length !== 0) return undefined;
  return {
    problem: 'manager.projects.0.deployments is empty.',
    fix: 'The first project needs a deployment: the source.',
  };
}

/** Of the two servers that the sandbox starts. */
function strangeEnd({ atlas, manager }: ScenarioFile): Trouble | undefined {
  const ends = [
    ['atlas.projects.0.clusters.0.version', atlas?.projects?.[0]?.clusters[0]?.version],
    ['manager.projects.0.deployments.0.version', manager?.projects?.[0]?.deployments[0]?.version],
  ] as const;
  const strange = ends.find(([, version = '7.0']) => !/^[5678]\.0(\.|$)/.test(version));
  if (strange === undefined) return undefined;
  const [field, version] = strange;
  return { problem: `${field} is "${version}".`, fix: 'The sandbox has servers of 5.0, 6.0, 7.0 and 8.0.' };
}

function firstIdentity(file: ScenarioFile): Trouble | undefined {
  const service = (['atlas', 'manager'] as const).find((one) => file[one]?.identities?.[0]?.kind === 'service-account');
  if (service === undefined) return undefined;
  return {
    problem: `${service}.identities.0 is a service account.`,
    fix: 'Put an API key first: the environment hands it out.',
  };
}

function unknownProject(file: ScenarioFile): Trouble | undefined {
  for (const service of ['atlas', 'manager'] as const) {
    const names = file[service]?.projects?.map(({ name }) => name);
    for (const [index, { roles }] of (file[service]?.identities ?? []).entries()) {
      const wanted = roles.flatMap((role) => ('project' in role ? [role.project] : []));
      const unknown = wanted.find((name) => names?.includes(name) !== true);
      if (unknown === undefined) continue;
      const problem = `${service}.identities.${index}.roles names the project "${unknown}", which is not there.`;
      return { problem, fix: `List it under ${service}.projects, or name one of them.` };
    }
  }
  return undefined;
}

function twice({ atlas, manager }: ScenarioFile): Trouble | undefined {
  const [projects = [], sources = []] = [atlas?.projects, manager?.projects];
  const lists: [string, readonly (string | undefined)[]][] = [
    ['atlas.projects', projects.map(({ name }) => name)],
    ['manager.projects', sources.map(({ name }) => name)],
    ...projects.map(({ clusters }, at) => list(`atlas.projects.${at}.clusters`, clusters)),
    ...sources.map(({ deployments }, at) => list(`manager.projects.${at}.deployments`, deployments)),
    ['The ids', [...[atlas, manager].map((one) => one?.organization?.id), ...[...projects, ...sources].map(idOf)]],
  ];
  for (const [where, values] of lists) {
    const again = values.find((value, index) => value !== undefined && values.indexOf(value) !== index);
    if (again !== undefined)
      return { problem: `${where} has "${again}" twice.`, fix: 'Give each a name and an id of its own.' };
  }
  return undefined;
}

function list(where: string, named: readonly { name: string }[]): [string, string[]] {
  return [where, named.map(({ name }) => name)];
}

function idOf({ id }: { id: string }): string {
  return id;
}

function inWords(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'The whole file' : path.map(String).join('.');
}

/** The value there, or that of the nearest field around it: a role may be a text in the place of an object. */
function valueAt(content: unknown, [key, ...rest]: readonly PropertyKey[]): unknown {
  if (key === undefined || typeof content === 'string') return content;
  return typeof content === 'object' && content !== null ? valueAt(Reflect.get(content, key), rest) : undefined;
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
