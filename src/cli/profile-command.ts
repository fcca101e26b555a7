import { withoutUser } from '../core/harmless.ts';
import { type Profile, type ProfilesOfFile, profilesOf } from '../core/profiles/profile.ts';
import { type ProfileData, profileResult } from '../core/results/profile-result.ts';
import type { CommandModule } from './command-module.ts';

/** Lists the profiles of Atlas CLI and mongocli. Reads their files, and not the keyring: nobody has named one of them. */
export const profileCommand: CommandModule = {
  result: profileResult,
  async run(_, ports) {
    const files = (await ports.profiles.files()).map(profilesOf);
    const data: ProfileData = {
      profiles: files.flatMap(({ profiles }) => profiles.map(listed)),
      files: files.map(looked),
    };
    return { status: 'done', data, next: [] };
  },
};

function listed(profile: Profile): ProfileData['profiles'][number] {
  const { name, tool, path, service, side, organization, project, url, held, notes } = profile;
  return {
    ...{ name, tool, file: path, service, side: side ?? null },
    ...(organization !== undefined && { organization }),
    ...(project !== undefined && { project }),
    ...(url !== undefined && { url: withoutUser(url) }),
    ...loginOf(held),
    notes: [...notes],
  };
}

function loginOf(held: Profile['held']): Pick<ProfileData['profiles'][number], 'login' | 'secret'> {
  switch (held.is) {
    case 'in-file':
      return { login: held.kind, secret: 'file' };
    case 'in-keyring': {
      const [kind, ...others] = held.kinds;
      return { login: kind === undefined || others.length > 0 ? 'not-known' : kind, secret: 'keyring-if-anywhere' };
    }
    case 'browser-login':
      return { login: 'browser-login', secret: 'none' };
    default:
      return { login: 'none', secret: 'none' };
  }
}

function looked({
  tool,
  path,
  isMissing,
  isOpen,
  unusable,
  profiles,
  notes,
}: ProfilesOfFile): ProfileData['files'][number] {
  const open = isOpen ? ['Its mode lets others on this machine read it: chmod 600 closes it.'] : [];
  return {
    ...{ tool, file: path, profiles: profiles.length },
    state: isMissing ? 'missing' : unusable === undefined ? 'read' : 'unusable',
    ...(unusable !== undefined && { because: unusable }),
    notes: [...notes, ...open],
  };
}
