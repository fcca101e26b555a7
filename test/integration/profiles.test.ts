import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { LivemigEvent } from '../../src/core/events.ts';
import { DoctorData } from '../../src/core/results/doctor-result.ts';
import { Secret } from '../../src/core/secret.ts';
import { startJourney } from '../support/journey.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { type PortsOptions, runCommand } from '../support/test-ports.ts';

const [atlasFile, mongocliFile] = ['.config/atlascli/config.toml', '.config/mongocli/config.toml'];

/** A home directory with these files, for their owner alone. */
async function homeWith(files: Readonly<Record<string, string>>): Promise<string> {
  const home = await temporaryDirectory();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(home, name)), { recursive: true });
    await writeFile(join(home, name), text, { mode: 0o600 });
  }
  return home;
}

/** A command that asks nobody, in a new directory unless one is named. */
async function run(
  command: readonly string[],
  env: Readonly<Record<string, string>>,
  more: Partial<PortsOptions> = {},
) {
  const dir = ['--dir', join(await temporaryDirectory(), 'm')];
  return runCommand([...command, ...(command.includes('--dir') ? [] : dir), '--no-input'], { env, ...more });
}

const warnings = (events: readonly LivemigEvent[]) =>
  events.flatMap((event) => (event.type === 'note' && event.level === 'warning' ? [event.message] : []));

/** A sandbox whose keys, addresses and organizations stand in the profiles of both programs, and not in `env`. */
async function sandboxInProfiles() {
  const journey = await startJourney('ops-manager');
  onTestFinished(journey.close);
  const all: Readonly<Record<string, string>> = journey.env;
  const inProfile = /^LIVEMIG_(ATLAS_|MANAGER|SOURCE_(ORG|PROJECT))/;
  const given = (name: string) => all[name] ?? '';
  const home = await homeWith({
    [atlasFile]: `version = 2
[Work]
public_api_key = "${given('LIVEMIG_ATLAS_PUBLIC_KEY')}"
private_api_key = "${given('LIVEMIG_ATLAS_PRIVATE_KEY')}"
org_id = "${given('LIVEMIG_ATLAS_ORG')}"
project_id = "${given('LIVEMIG_ATLAS_PROJECT')}"
ops_manager_url = "${given('LIVEMIG_ATLAS_URL')}/"
`,
    [mongocliFile]: `[work]
service = "ops-manager"
public_api_key = "${given('LIVEMIG_MANAGER_PUBLIC_KEY')}"
private_api_key = "${given('LIVEMIG_MANAGER_PRIVATE_KEY')}"
org_id = "${given('LIVEMIG_SOURCE_ORG')}"
project_id = "${given('LIVEMIG_SOURCE_PROJECT')}"
ops_manager_url = "${given('LIVEMIG_MANAGER_URL')}/"
`,
  });
  const rest = Object.fromEntries(Object.entries(all).filter(([name]) => !inProfile.test(name)));
  return { all, home, env: { ...rest, HOME: home } };
}

it('a profile of both programs is enough for stages that ask either service; what is given otherwise wins', async () => {
  const { all, home, env } = await sandboxInProfiles();
  const dir = ['--dir', join(home, 'm')];
  const agreed = ['--accept-migration-agreement', '--manager-ip', '203.0.113.10'];
  const link = await run(['link', ...dir, ...agreed, '--profile', 'WORK', '--verbose'], env);
  expect(link.result.error).toBeNull();
  const origins = link.events.flatMap((event) => (event.type === 'input' ? [[event.input, event.origin]] : []));
  expect(origins).toEqual(
    expect.arrayContaining([
      ['atlasUrl', 'profile work'],
      ['atlasOrg', 'profile work'],
      ['Atlas credentials', 'profile work'],
    ]),
  );
  expect(link.result.next[0]?.command).toMatch(/^livemig provision .*--profile WORK$/);
  expect(warnings(link.events)).toEqual([]);

  const provision = await run(['provision', ...dir, '--profile', 'work'], env);
  expect(provision.result.error).toBeNull();

  const given = await run(['link', '--dry-run', '--profile', 'work', '--atlas-org', 'Nobody', ...agreed], {
    ...env,
    LIVEMIG_ATLAS_PUBLIC_KEY: all.LIVEMIG_ATLAS_PUBLIC_KEY ?? '',
    LIVEMIG_ATLAS_PRIVATE_KEY: 'another-private-key',
  });
  expect(given.result).toMatchObject({ exitCode: 4, error: { code: 'API_UNAUTHORIZED' } });
});

it('without its name no profile is used; doctor says which one the credentials are of', async () => {
  const { env } = await sandboxInProfiles();
  const none = await run(['link', '--manager', 'cloud-manager'], env);
  expect(none.result).toMatchObject({ exitCode: 2, error: { message: expect.stringContaining('Atlas credentials') } });

  const { result, exitCode } = await run(['doctor', '--profile', 'work'], env);
  expect(exitCode).toBe(0);
  const texts = DoctorData.parse(result.data).lines.flatMap(({ name, text }) => (name === 'credentials' ? [text] : []));
  expect(texts).toEqual([
    'Atlas accepts the API key of profile work',
    'Ops Manager accepts the API key of profile work',
  ]);
});

it('the keyring is asked only for what is known nowhere else', async () => {
  const { all, env } = await sandboxInProfiles();
  const home = await homeWith({ [atlasFile]: '[work]\nauth_type = "api_keys"\n' });
  const address = { LIVEMIG_ATLAS_URL: all.LIVEMIG_ATLAS_URL ?? '', LIVEMIG_ATLAS_ORG: 'Acme' };
  const asked: unknown[] = [];
  const keyring: NonNullable<PortsOptions['keyring']> = async (service, entries) => {
    asked.push([service, entries]);
    const [id = '', secret = ''] = [all.LIVEMIG_ATLAS_PUBLIC_KEY, all.LIVEMIG_ATLAS_PRIVATE_KEY];
    return { is: 'read', texts: { public_api_key: new Secret(id), private_api_key: new Secret(secret) } };
  };
  const doctor = async (more: Readonly<Record<string, string>>) => {
    const { result } = await run(
      ['doctor', '--profile', 'work'],
      { ...env, HOME: home, ...address, ...more },
      { keyring },
    );
    return DoctorData.parse(result.data).lines.find(
      ({ section, name }) => section === 'atlas' && name === 'credentials',
    );
  };
  expect(await doctor({})).toMatchObject({ state: 'ok', text: 'Atlas accepts the API key of profile work' });
  expect(asked).toEqual([['atlascli_work', ['public_api_key', 'private_api_key']]]);
  const key = {
    LIVEMIG_ATLAS_PUBLIC_KEY: all.LIVEMIG_ATLAS_PUBLIC_KEY ?? '',
    LIVEMIG_ATLAS_PRIVATE_KEY: all.LIVEMIG_ATLAS_PRIVATE_KEY ?? '',
  };
  expect(await doctor(key)).toMatchObject({ state: 'ok', text: expect.stringContaining('LIVEMIG_ATLAS_PUBLIC_KEY') });
  expect(asked).toHaveLength(1);
});

it.each([
  ['[other]\n', '', 'PROFILE_NOT_FOUND', 2, 'Found: other.'],
  ['[works]\n', '', 'PROFILE_NOT_FOUND', 2, 'There is no profile "work". Looked at '],
  ['[work', '', 'PROFILE_FILE', 2, 'it is not TOML at line 1'],
  ['', '[work]\n', 'PROFILE_NOT_USABLE', 2, 'names no service'],
  ['', '[work]\nservice = "x\\u001b"\n', 'PROFILE_NOT_USABLE', 2, 'is for the service "x'],
  ['[work]\nauth_type = "user_account"\n', '', 'PROFILE_NOT_USABLE', 4, 'is a login by a browser'],
  ['[work]\n', '', 'PROFILE_NOT_USABLE', 4, 'the system\'s keyring (service "atlascli_work", entries client_id'],
  ['[work]\nauth_type = "no_auth"\n', '', 'PROFILE_NOT_USABLE', 4, 'holds nothing to log in with'],
  [
    '[work]\npublic_api_key = "\'a\'"\nprivate_api_key = "b"\n',
    '',
    'CREDENTIALS_NOT_USABLE',
    4,
    'must not be in quotes',
  ],
])('%j and %j: %s, exit code %i', async (atlas, mongocli, code, exitCode, message) => {
  const home = await homeWith({ [atlasFile]: atlas, [mongocliFile]: mongocli });
  const env = { HOME: home, LIVEMIG_MANAGER: 'cloud-manager', LIVEMIG_ATLAS_ORG: 'a', LIVEMIG_ATLAS_PROJECT: 'b' };
  const { result } = await run(['link', '--profile', 'work'], { ...env, LIVEMIG_DESTINATION_CLUSTER: 'c' });
  expect(result).toMatchObject({ exitCode, error: { code, message: expect.stringContaining(message) } });
});

it('what of the files is not as it should be is told, and the rest is used', async () => {
  const home = await homeWith({
    [atlasFile]: '[work]\npublic_api_key = "abcdefgh"\nprivate_api_key = "planted-private-key"\norg_id = 7\n',
    [mongocliFile]: '[work',
  });
  await chmod(join(home, atlasFile), 0o644);
  const { result, events } = await run(['check', '--dry-run', '--profile', 'work'], { HOME: home });
  expect(result.error).toBeNull();
  expect(warnings(events)).toEqual([
    `The mode of ${join(home, atlasFile)} lets others on this machine read it: chmod 600 closes it.`,
    `The file of mongocli ${join(home, mongocliFile)} cannot be read, and is not used: it is not TOML at line 1, column 2.`,
    'org_id of profile work is not a text, and is not used.',
  ]);
});

it('a manager that is said to be another one is not asked with the key of the profile, nor at its address', async () => {
  const home = await homeWith({
    [mongocliFile]:
      '[work]\nservice = "ops-manager"\nops_manager_url = "https://om.example"\npublic_api_key = "abcdefgh"\nprivate_api_key = "planted-private-key"\n',
  });
  const sent = async (...flags: string[]) => {
    const { result, events } = await run(['check', '--dry-run', '--profile', 'work', ...flags], { HOME: home });
    return [JSON.stringify(result.data).includes('https://om.example'), warnings(events)];
  };
  expect(await sent()).toEqual([true, []]);
  expect(await sent('--manager', 'cloud-manager')).toEqual([
    false,
    ['The profile work of mongocli, whose service is "ops-manager", is not used.'],
  ]);
});

it('profile list shows what there is, and never a secret', async () => {
  const home = await homeWith({
    [atlasFile]: 'version = 2\n[b]\nauth_type = "user_account"\n[a]\norg_id = "5e2f"\n',
    [mongocliFile]:
      '[om]\nservice = "ops-manager"\npublic_api_key = "abcdefgh"\nprivate_api_key = "planted-private-key"\n',
  });
  const { result } = await run(['profile', 'list'], { HOME: home });
  expect(result.data).toMatchObject({
    profiles: [
      {
        name: 'a',
        tool: 'Atlas CLI',
        side: 'Atlas',
        organization: '5e2f',
        login: 'not-known',
        secret: 'keyring-if-anywhere',
      },
      { name: 'b', login: 'browser-login', secret: 'none' },
      { name: 'om', tool: 'mongocli', side: 'manager', service: 'ops-manager', login: 'api-key', secret: 'file' },
    ],
    files: [
      { tool: 'Atlas CLI', state: 'read', profiles: 2 },
      { tool: 'mongocli', state: 'read', profiles: 1 },
    ],
  });
  expect((await run(['profile'], {})).result.data).toEqual({ profiles: [], files: [] });
});
