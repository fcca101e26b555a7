import { z } from 'zod';
import { harmless, shortened } from '../harmless.ts';
import { amount } from '../plain-units.ts';
import { defineResult } from './command-result.ts';

const tool = z.enum(['Atlas CLI', 'mongocli']);
const notes = z.array(z.string()).readonly().describe('what of it is not used, or should be mended');

const Listed = z.object({
  name: z.string().describe('as --profile takes it'),
  tool,
  file: z.string(),
  service: z.string().describe('as the file says; empty where it says nothing and nothing follows from that'),
  side: z
    .enum(['Atlas', 'manager'])
    .nullable()
    .describe('whose API it is for; `null` for a service that livemig does not know'),
  organization: z.string().exactOptional(),
  project: z.string().exactOptional(),
  url: z.string().describe('of the service, where it is not the usual one').exactOptional(),
  login: z
    .enum(['api-key', 'service-account', 'browser-login', 'not-known', 'none'])
    .describe('`browser-login`: tokens of that program, which livemig does not use'),
  secret: z
    .enum(['file', 'keyring-if-anywhere', 'none'])
    .describe("where it is; the system's keyring was not looked into"),
  notes,
});

const Looked = z.object({
  tool,
  file: z.string(),
  state: z.enum(['read', 'missing', 'unusable']),
  because: z.string().describe('why it is unusable').exactOptional(),
  profiles: z.int().describe('how many it holds'),
  notes,
});

/** The profiles of Atlas CLI and mongocli, without a secret. */
export const ProfileData = z.object({
  profiles: z.array(Listed).readonly(),
  files: z.array(Looked).readonly().describe('that were looked for; none where no variable says where they would be'),
});
export type ProfileData = z.infer<typeof ProfileData>;

export const profileResult = defineResult(ProfileData, ({ profiles, files }) => [
  ...profiles.flatMap(profileLines),
  ...files.flatMap(fileLines),
  ...(files.length === 0 ? ['No file was looked for: no variable names a directory for settings, such as HOME.'] : []),
  ...(profiles.length === 0
    ? [howToHaveOne]
    : ['A command takes one with --profile NAME or LIVEMIG_PROFILE, and none by itself.']),
]);

const howToHaveOne =
  'There is no profile. Atlas CLI makes one with `atlas auth login`, mongocli with `mongocli config`; livemig also takes keys from variables (livemig help environment).';

function profileLines(profile: z.infer<typeof Listed>): string[] {
  const { organization, project, url } = profile;
  const ids = [
    ...(organization === undefined ? [] : [`organization ${organization}`]),
    ...(project === undefined ? [] : [`project ${project}`]),
  ];
  return [
    plain(`${profile.name} (${profile.tool}): ${serviceText(profile)}${url === undefined ? '' : ` at ${url}`}`),
    ...(ids.length === 0 ? [] : [plain(`  ${ids.join(', ')}`)]),
    `  ${loginText(profile)}`,
    ...profile.notes.map((note) => plain(`  ${note}`)),
  ];
}

const services: Readonly<Record<string, string>> = {
  cloud: 'Atlas',
  cloudgov: 'Atlas for Government',
  'cloud-manager': 'Cloud Manager',
  'ops-manager': 'Ops Manager',
};

function serviceText({ service, side }: z.infer<typeof Listed>): string {
  if (side === null) return service === '' ? 'no service, so not usable' : `${service}, which livemig does not know`;
  return services[service] ?? service;
}

const logins = {
  'api-key': 'API key',
  'service-account': 'service account',
  'not-known': 'API key or service account',
  'browser-login': 'login by a browser, which livemig does not use: give it an API key or a service account',
  none: 'nothing to log in with',
} as const;

function loginText({ login, secret }: z.infer<typeof Listed>): string {
  const places = {
    file: ', in the file',
    'keyring-if-anywhere': ", in the system's keyring if anywhere (not looked into)",
    none: '',
  } as const;
  return `${logins[login]}${places[secret]}`;
}

function fileLines({ tool: program, file, state, because, profiles, notes: said }: z.infer<typeof Looked>): string[] {
  const found = { read: amount(profiles, 'profile'), missing: 'does not exist', unusable: `not usable: ${because}` };
  return [plain(`looked at ${file} (${program}): ${found[state]}`), ...said.map((note) => plain(`  ${note}`))];
}

/** A file may hold any text. */
function plain(text: string): string {
  const [indent = ''] = /^ */.exec(text) ?? [];
  return `${indent}${shortened(harmless(text.trim()))}`;
}
