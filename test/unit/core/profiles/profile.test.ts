import { describe, expect, it } from 'vitest';
import { type ProfileTool, profilesOf } from '../../../../src/core/profiles/profile.ts';

function read(text: string, tool: ProfileTool = 'Atlas CLI') {
  return profilesOf({ tool, path: '/config.toml', is: 'text', text, isOpen: false });
}

/** The only profile of a file of one table with these lines. */
function one(lines: string, tool?: ProfileTool) {
  const [profile, ...others] = read(`[default]\n${lines}\n`, tool).profiles;
  expect(others).toEqual([]);
  if (profile === undefined) throw new Error('there is no profile');
  return profile;
}

const key = 'public_api_key = "abcdefgh"\nprivate_api_key = "planted-private-key"';
const account = 'client_id = "mdb_sa_id_1"\nclient_secret = "planted-client-secret"';

describe('whose a profile is', () => {
  it.each([
    ['Atlas CLI', '', 'Atlas', undefined],
    ['Atlas CLI', 'service = "cloud"\nbase_url = "https://atlas.example/"', 'Atlas', 'https://atlas.example/'],
    ['Atlas CLI', 'service = "cloudgov"', 'Atlas', 'https://cloud.mongodbgov.com'],
    ['mongocli', 'service = "cloud-manager"', 'manager', undefined],
    ['mongocli', 'service = "ops-manager"\nops_manager_url = "https://om.example/"', 'manager', 'https://om.example/'],
    ['mongocli', 'service = "cloud"', 'Atlas', undefined],
    ['mongocli', '', undefined, undefined],
    ['mongocli', 'service = "constructor"', undefined, undefined],
  ] as const)('%s, %j', (tool, lines, side, url) => {
    expect(one(lines, tool)).toMatchObject({ name: 'default', side, url });
  });
});

describe('what a profile logs in with', () => {
  it.each([
    ['Atlas CLI', key, { is: 'in-file', kind: 'api-key', id: 'abcdefgh' }],
    ['Atlas CLI', account, { is: 'in-file', kind: 'service-account', id: 'mdb_sa_id_1' }],
    ['Atlas CLI', `${key}\n${account}`, { is: 'in-file', kind: 'service-account' }],
    ['Atlas CLI', `auth_type = "api_keys"\n${key}\n${account}`, { is: 'in-file', kind: 'api-key' }],
    ['Atlas CLI', `auth_type = "user_account"\n${key}`, { is: 'in-file', kind: 'api-key' }],
    ['Atlas CLI', 'auth_type = "user_account"', { is: 'browser-login' }],
    ['Atlas CLI', 'access_token = "planted-token"', { is: 'browser-login' }],
    ['Atlas CLI', 'auth_type = "no_auth"', { is: 'none' }],
    ['Atlas CLI', 'auth_type = "api_keys"', { is: 'in-keyring', kinds: ['api-key'], part: {} }],
    ['Atlas CLI', '', { is: 'in-keyring', kinds: ['service-account', 'api-key'] }],
    ['mongocli', key, { is: 'in-file', kind: 'api-key' }],
    ['mongocli', account, { is: 'none' }],
    ['mongocli', '', { is: 'none' }],
    ['mongocli', 'public_api_key = "abcdefgh"', { is: 'half', present: 'public_api_key', missing: 'private_api_key' }],
    ['mongocli', 'access_token = "planted-token"', { is: 'browser-login' }],
  ] as const)('%s, %j', (tool, lines, held) => {
    const profile = one(lines, tool);
    expect(profile.held).toMatchObject(held);
    expect(JSON.stringify(profile)).not.toContain('planted');
  });

  it('a half that stands in the file is kept for the other half', () => {
    const { held } = one('auth_type = "api_keys"\nprivate_api_key = "planted-private-key"');
    expect(held.is === 'in-keyring' && held.part.private_api_key?.reveal()).toBe('planted-private-key');
  });
});

describe('a file of profiles', () => {
  it('has names and keys in any case, and keys at its top that count for all', () => {
    const { profiles } = read('ORG_ID = "top"\nproject_id = ""\n[Work]\nOrg_Id = "own"\nproject_id = "p"\n[b]\n');
    expect(profiles).toMatchObject([
      { name: 'b', organization: 'top', project: undefined },
      { name: 'work', organization: 'top', project: 'p' },
    ]);
  });

  it('holds other things, which are no profiles', () => {
    const text =
      'version = 3\nunknown = 1\ndate = 2026-01-01\n[[list]]\n["with.dot"]\norg_id = "o"\n["a b\\u001b"]\nx = 1\n';
    const { profiles, notes } = read(text);
    expect(profiles.map(({ name }) => name)).toEqual(['a b\u001b']);
    expect(notes).toEqual([
      'The file is of version 3; livemig knows those up to 2.',
      '"with.dot" is no profile: a name with a dot in it cannot be chosen.',
    ]);
  });

  it('has values that are no texts, or that livemig does not follow, which is told without them', () => {
    const { organization, notes } = one('org_id = 123456\nops_manager_skip_verify = "true"\nprivate_api_key = 987654');
    expect(organization).toBeUndefined();
    expect(notes).toEqual([
      'ops_manager_skip_verify of profile default is not followed: livemig verifies certificates.',
      'org_id of profile default is not a text, and is not used.',
      'private_api_key of profile default is not a text, and is not used.',
    ]);
  });

  it.each([
    ['[default]\nprivate_api_key = "planted', 'it is not TOML at line 2, column 19'],
    ['[default]\nprivate_api_key = planted-key\n', 'it is not TOML at line 2, column 19'],
    ['[default]\n[default]\n', 'it is not TOML at line 2, column 2'],
    [`a = ${'['.repeat(100_000)}`, 'it is not TOML'],
  ])('that is none is told by its place alone: %#', (text, because) => {
    const { unusable, profiles } = read(text);
    expect(unusable).toMatch(because);
    expect(unusable).not.toContain('planted');
    expect(profiles).toEqual([]);
  });

  it('is told as missing or unusable', () => {
    const named = { tool: 'mongocli', path: '/m' } as const;
    expect(profilesOf({ ...named, is: 'missing' })).toMatchObject({ isMissing: true, profiles: [] });
    expect(profilesOf({ ...named, is: 'unusable', because: 'it is a directory' })).toMatchObject({
      unusable: 'it is a directory',
      profiles: [],
    });
  });
});
