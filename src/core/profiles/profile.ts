import type { CredentialSide, Credentials } from '../credentials.ts';
import { harmless, shortened, shown } from '../harmless.ts';
import { parseToml } from '../parse-toml.ts';
import { Secret } from '../secret.ts';
import { tidied } from '../tidied.ts';

/*
 * The profiles of Atlas CLI and mongocli, as these programs keep them: one TOML table for each, whose name and keys they
 * take in lower case. A key at the top of the file counts for all profiles, before their own. Sources:
 * github.com/mongodb/atlas-cli-core (config/profile.go, viper_store.go, proxy_store.go) and github.com/mongodb/mongodb-cli
 * (internal/config/profile.go).
 */

export type ProfileTool = 'Atlas CLI' | 'mongocli';

/** The file of one of them, as it was found. */
export type ProfileFile = {
  readonly tool: ProfileTool;
  readonly path: string;
} & (
  | {
      readonly is: 'text';
      readonly text: string;
      /** Its mode lets others than its owner read it. */
      readonly isOpen: boolean;
    }
  | { readonly is: 'missing' }
  /** `because` is the end of a sentence. */
  | { readonly is: 'unusable'; readonly because: string }
);

/** The two halves of a credential, as the keys of a profile and the entries of the keyring are called. */
export const pairNames: Readonly<Record<Credentials['kind'], readonly [id: string, secret: string]>> = {
  'api-key': ['public_api_key', 'private_api_key'],
  'service-account': ['client_id', 'client_secret'],
};

/** What a profile holds to log in with, by the file alone. */
export type HeldCredentials =
  | { readonly is: 'in-file'; readonly kind: Credentials['kind']; readonly id: string; readonly secret: Secret }
  /** The rest is where Atlas CLI keeps it since its version 2 of the file; `kinds` are those that it may be, the likely one first. */
  | {
      readonly is: 'in-keyring';
      readonly kinds: readonly Credentials['kind'][];
      readonly part: Readonly<Record<string, Secret>>;
    }
  | { readonly is: 'half'; readonly present: string; readonly missing: string }
  /** The tokens of somebody who has logged in by a browser, which belong to that program. */
  | { readonly is: 'browser-login' }
  | { readonly is: 'none' };

export interface Profile {
  readonly tool: ProfileTool;
  readonly path: string;
  readonly name: string;
  /** As it stands in the file, or as the program takes it where nothing does; '' where that is nothing. */
  readonly service: string;
  /** Whose API it is for; `undefined` for a service that livemig does not know. */
  readonly side: CredentialSide | undefined;
  readonly organization: string | undefined;
  readonly project: string | undefined;
  /** Of the service, where it is not the usual one. */
  readonly url: string | undefined;
  readonly caFile: string | undefined;
  readonly held: HeldCredentials;
  /** What of it is not used as it stands there, and why; sentences. */
  readonly notes: readonly string[];
}

/** A file and what it holds; `unusable` says why there is nothing, as the end of a sentence. */
export interface ProfilesOfFile {
  readonly tool: ProfileTool;
  readonly path: string;
  readonly isMissing: boolean;
  readonly isOpen: boolean;
  readonly unusable?: string;
  readonly profiles: readonly Profile[];
  /** What concerns no profile; sentences. */
  readonly notes: readonly string[];
}

/** The newest version of the file that is known here (atlas-cli-core, MaxSupportedVersion). */
const knownVersion = 2;

export function profilesOf(file: ProfileFile): ProfilesOfFile {
  const { tool, path } = file;
  const nothing = { tool, path, isMissing: file.is === 'missing', isOpen: false, profiles: [], notes: [] };
  if (file.is === 'missing') return nothing;
  if (file.is === 'unusable') return { ...nothing, unusable: file.because };
  try {
    const top = lowerCased(parseToml(file.text));
    return { ...nothing, isOpen: file.isOpen, profiles: tablesIn(top, file), notes: notesOn(top) };
  } catch (error) {
    return { ...nothing, isOpen: file.isOpen, unusable: error instanceof Error ? error.message : String(error) };
  }
}

type Table = Readonly<Record<string, unknown>>;

function tablesIn(top: Table, { tool, path }: ProfileFile): Profile[] {
  return Object.entries(top)
    .flatMap(([name, table]) =>
      isTable(table) && !name.includes('.') ? [profileOf({ tool, path, name }, top, lowerCased(table))] : [],
    )
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function notesOn({ version, ...top }: Table): string[] {
  const newer = typeof version === 'number' && version > knownVersion;
  const dotted = Object.entries(top).flatMap(([name, table]) => (isTable(table) && name.includes('.') ? [name] : []));
  return [
    ...(newer ? [`The file is of version ${version}; livemig knows those up to ${knownVersion}.`] : []),
    ...dotted.map((name) => `${shown(name)} is no profile: a name with a dot in it cannot be chosen.`),
  ];
}

/** As both programs do; of two keys that differ in nothing else the last counts. */
function lowerCased(table: Table): Table {
  return Object.fromEntries(Object.entries(table).map(([name, value]) => [name.toLowerCase(), value]));
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function profileOf(named: Pick<Profile, 'tool' | 'path' | 'name'>, top: Table, table: Table): Profile {
  const notes = new Set<string>();
  const textOf = (key: string): string => {
    const value = isGiven(top[key]) ? top[key] : table[key];
    if (typeof value === 'string') return tidied(value);
    if (value !== undefined) notes.add(`${key} of profile ${named.name} is not a text, and is not used.`);
    return '';
  };
  const service = textOf('service') || (named.tool === 'Atlas CLI' ? 'cloud' : '');
  const side = sides.get(service);
  const skipsVerify = [top.ops_manager_skip_verify, table.ops_manager_skip_verify].some((one) =>
    /^(t|true|y|yes|1)$/i.test(String(one)),
  );
  if (skipsVerify)
    notes.add(`ops_manager_skip_verify of profile ${named.name} is not followed: livemig verifies certificates.`);
  const url = textOf('ops_manager_url') || textOf('base_url');
  return {
    ...{ ...named, service, side },
    organization: textOf('org_id') || undefined,
    project: textOf('project_id') || undefined,
    url: url || (service === 'cloudgov' ? governmentUrl : undefined),
    caFile: textOf('ops_manager_ca_certificate') || undefined,
    held: heldIn(textOf, named.tool),
    notes: [...notes],
  };
}

/** Where Atlas for Government is, for everybody (atlas-cli-core, transport/client.go). */
const governmentUrl = 'https://cloud.mongodbgov.com';

const sides: ReadonlyMap<string, CredentialSide> = new Map([
  ['cloud', 'Atlas'],
  ['cloudgov', 'Atlas'],
  ['cloud-manager', 'manager'],
  ['ops-manager', 'manager'],
]);

export const knownServices: readonly string[] = [...sides.keys()];

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== '' && !isTable(value);
}

function heldIn(textOf: (key: string) => string, tool: ProfileTool): HeldCredentials {
  const isAtlasCli = tool === 'Atlas CLI';
  const kinds = isAtlasCli ? kindsBy(textOf('auth_type')) : (['api-key'] as const);
  for (const kind of kinds) {
    const [id, secret] = pairNames[kind].map(textOf);
    if (id && secret) return { is: 'in-file', kind, id, secret: new Secret(secret) };
  }
  const names = kinds.flatMap((kind) => pairNames[kind]);
  const part = Object.fromEntries(names.flatMap((name) => (textOf(name) ? [[name, new Secret(textOf(name))]] : [])));
  const isLogin = textOf('auth_type') === 'user_account' || textOf('access_token') !== '';
  const present = names.find((name) => part[name] !== undefined);
  if (isLogin && present === undefined) return { is: 'browser-login' };
  if (isAtlasCli) return textOf('auth_type') === 'no_auth' ? { is: 'none' } : { is: 'in-keyring', kinds, part };
  const missing = names.find((name) => part[name] === undefined);
  return present === undefined || missing === undefined ? { is: 'none' } : { is: 'half', present, missing };
}

/** Atlas CLI itself takes a service account before a key where `auth_type` names neither. */
function kindsBy(authType: string): readonly Credentials['kind'][] {
  if (authType === 'api_keys') return ['api-key'];
  return authType === 'service_account' ? ['service-account'] : ['service-account', 'api-key'];
}

/** The service of the system's keyring in which Atlas CLI keeps what a profile logs in with (config/secure/go_keyring.go). */
export function keyringService({ name }: Pick<Profile, 'name'>): string {
  return `atlascli_${name}`;
}

/** As messages call it; whose it is, is said too, because both programs may have one of this name. */
export function profileText({ name, tool }: Pick<Profile, 'name' | 'tool'>): string {
  return `profile ${shortened(harmless(name))} of ${tool}`;
}
