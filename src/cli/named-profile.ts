import {
  type CredentialSide,
  credentialSides,
  type FoundCredentials,
  findCredentials,
  pairsToSet,
  usableCredentials,
} from '../core/credentials.ts';
import { LivemigError } from '../core/errors.ts';
import { harmless, shortened, shown } from '../core/harmless.ts';
import type { InputValue } from '../core/journal.ts';
import { nearest } from '../core/nearest.ts';
import {
  keyringService,
  knownServices,
  type Profile,
  type ProfilesOfFile,
  pairNames,
  profilesOf,
  profileText,
} from '../core/profiles/profile.ts';
import { given } from '../engine/answers.ts';
import { inputs } from '../stages/inputs.ts';
import type { Options } from './command-module.ts';
import { typedInputs } from './input-flags.ts';
import type { NamedProfile } from './profile-ports.ts';
import type { RunPorts } from './run-ports.ts';
import { tell } from './tell.ts';

/**
 * The profile of this name, of both programs; `name` as it was typed. What of their files is not as it should be is told.
 * Throws kind `usage` where there is no such profile, or livemig cannot tell what it is for.
 */
export async function readProfile(typed: string, options: Options, ports: RunPorts): Promise<NamedProfile> {
  // Both programs take a name so.
  const name = typed.toLowerCase();
  const files = (await ports.profiles.files()).map(profilesOf);
  const found = files.flatMap(({ profiles }) => profiles.filter((profile) => profile.name === name));
  if (found.length === 0) throw notFound(typed, files);
  const [first] = found;
  if (first !== undefined && found.every(({ side }) => side === undefined)) throw ofUnknownService(first);
  const manager = managerSaid(options, ports);
  const isOfAnother = ({ side, service }: Profile) => side === 'manager' && service !== (manager ?? service);
  const used = credentialSides.flatMap(
    (side) => found.find((profile) => profile.side === side && !isOfAnother(profile)) ?? [],
  );
  tellNotes(found, used, files, ports);
  let answers: NamedProfile['answers'] = {};
  const credentials: Partial<Record<CredentialSide, FoundCredentials | LivemigError>> = {};
  for (const profile of used) {
    const { side } = profile;
    answers = { ...answers, ...answersOf(profile) };
    if (side === undefined || isInEnvironment(side, ports)) continue;
    credentials[side] = await credentialsOf(profile, side, ports);
  }
  return { name, answers, credentials };
}

/** The keys of one manager are not for another, nor is its address. */
function managerSaid(options: Options, { env }: RunPorts): InputValue | undefined {
  const flags = typedInputs(options, ['manager']);
  return given('manager', inputs.manager, {
    flags,
    env,
    remembered: {},
    prompter: undefined,
    isCarriedOut: () => false,
  })?.raw;
}

/** Then nobody needs to look any further; half a pair is told by whoever needs the whole one. */
function isInEnvironment(side: CredentialSide, { env }: RunPorts): boolean {
  try {
    return findCredentials(side, env) !== undefined;
  } catch (error) {
    if (error instanceof LivemigError) return true;
    throw error;
  }
}

/** Told once, before anything is done with it. */
function tellNotes(
  found: readonly Profile[],
  used: readonly Profile[],
  files: readonly ProfilesOfFile[],
  ports: RunPorts,
): void {
  const warn = (message: string) => tell(ports, 'warning', message);
  for (const file of files) {
    const isUsed = used.some(({ path }) => path === file.path);
    if (file.unusable !== undefined) warn(`${fileText(file)} cannot be read, and is not used: ${file.unusable}.`);
    if (isUsed) for (const note of file.notes) warn(`${note} (${pathText(file)})`);
    if (isUsed && file.isOpen) warn(openText(file));
  }
  for (const { notes } of used) for (const note of notes) warn(note);
  for (const profile of found.filter((one) => !used.includes(one)))
    warn(`The ${profileText(profile)}, whose service is ${shown(profile.service)}, is not used.`);
}

/** What a profile answers, under the keys of the inputs. */
function answersOf({ side, service, organization, project, url, caFile }: Profile): NamedProfile['answers'] {
  if (side === 'Atlas')
    return {
      ...(url && { atlasUrl: url }),
      ...(organization && { atlasOrg: organization }),
      ...(project && { atlasProject: project }),
    };
  return {
    manager: service,
    ...(url && { managerUrl: url }),
    ...(caFile && { managerCaFile: caFile }),
    ...(organization && { sourceOrg: organization }),
    ...(project && { sourceProject: project }),
  };
}

async function credentialsOf(
  profile: Profile,
  side: CredentialSide,
  { profiles }: RunPorts,
): Promise<FoundCredentials | LivemigError> {
  const { held } = profile;
  const pairs = pairsToSet(side);
  const refused = (message: string, fix = `Give it an API key or a service account, or set ${pairs}.`) =>
    notUsable(message, fix, side);
  switch (held.is) {
    case 'in-file':
      return made(profile, held.kind, [held.id, held.secret.reveal()]);
    case 'browser-login':
      return refused(
        `The ${profileText(profile)} is a login by a browser, whose tokens are that program's own; livemig does not use them.`,
      );
    case 'half':
      return refused(
        `The ${profileText(profile)} is incomplete: ${held.present} stands in ${pathText(profile)}, ${held.missing} does not.`,
      );
    case 'none':
      return refused(`The ${profileText(profile)} holds nothing to log in with (${pathText(profile)}).`);
    case 'in-keyring': {
      const entries = held.kinds.flatMap((kind) => pairNames[kind]);
      const place = `service ${shown(keyringService(profile))}, entries ${entries.join(', ')}`;
      const answer = await profiles.keyring(keyringService(profile), entries);
      if (answer.is === 'unreadable')
        return refused(
          `What the ${profileText(profile)} logs in with is not in ${pathText(profile)}, so it is in the system's keyring (${place}) if anywhere. livemig cannot read that here, because ${answer.because}.`,
          `Set ${pairs}.`,
        );
      const texts = { ...answer.texts, ...held.part };
      for (const kind of held.kinds) {
        const [id, secret] = pairNames[kind].map((name) => texts[name]?.reveal());
        if (id && secret) return made(profile, kind, [id, secret]);
      }
      return refused(
        `The ${profileText(profile)} has no complete pair to log in with, neither in ${pathText(profile)} nor in the system's keyring (${place}).`,
      );
    }
  }
}

function made(
  profile: Profile,
  kind: FoundCredentials['credentials']['kind'],
  texts: readonly [id: string, secret: string],
): FoundCredentials | LivemigError {
  const [id, secret] = pairNames[kind];
  const called = (name: string) => `${name} in ${profileText(profile)}`;
  try {
    const credentials = usableCredentials(kind, [called(id), called(secret)], texts);
    return { credentials, origin: `profile ${profile.name}`, variables: [] };
  } catch (error) {
    if (error instanceof LivemigError) return error;
    throw error;
  }
}

function notFound(typed: string, files: readonly ProfilesOfFile[]): LivemigError {
  const broken = files.filter(({ unusable }) => unusable !== undefined);
  const called = shown(typed);
  if (broken.length > 0)
    return new LivemigError({
      kind: 'usage',
      code: 'PROFILE_FILE',
      message: `There is no profile ${called} in what can be read. ${broken.map((file) => `${fileText(file)} cannot be read: ${file.unusable}.`).join(' ')}`,
      fix: 'Mend the file, or leave --profile out and set the variables of livemig help environment.',
    });
  const names = [...new Set(files.flatMap(({ profiles }) => profiles.map(({ name }) => name)))];
  const [near] = nearest(typed, names);
  return new LivemigError({
    kind: 'usage',
    code: 'PROFILE_NOT_FOUND',
    message: `There is no profile ${called}. ${lookedAtText(files)} Found: ${names.map((name) => shortened(harmless(name))).join(', ') || 'none'}.`,
    fix: near === undefined ? 'livemig profile list shows those that there are.' : `Did you mean --profile ${near}?`,
  });
}

function ofUnknownService(profile: Profile): LivemigError {
  const names = profile.service === '' ? 'names no service' : `is for the service ${shown(profile.service)}`;
  return new LivemigError({
    kind: 'usage',
    code: 'PROFILE_NOT_USABLE',
    message: `The ${profileText(profile)} ${names}, so livemig cannot tell whose API it is for (${pathText(profile)}).`,
    fix: `Give it a service: ${knownServices.join(', ')}.`,
  });
}

function notUsable(message: string, fix: string, side: CredentialSide): LivemigError {
  return new LivemigError({
    kind: 'credentials',
    code: 'PROFILE_NOT_USABLE',
    message,
    fix,
    data: { credentials: [side] },
  });
}

/** One sentence. */
function lookedAtText(files: readonly ProfilesOfFile[]): string {
  if (files.length === 0) return 'No file was looked at, because no variable names a directory for settings (HOME).';
  const each = files.map((file) => `${pathText(file)} (${file.tool}${file.isMissing ? ', does not exist' : ''})`);
  return `Looked at ${each.join(' and ')}.`;
}

function openText(file: ProfilesOfFile): string {
  return `The mode of ${pathText(file)} lets others on this machine read it: chmod 600 closes it.`;
}

function fileText(file: Pick<ProfilesOfFile, 'tool' | 'path'>): string {
  return `The file of ${file.tool} ${pathText(file)}`;
}

function pathText({ path }: { readonly path: string }): string {
  return shortened(harmless(path));
}
