import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../support/test-ports.ts';

let place: string;
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'livemig-problems-'));
  writeFileSync(join(place, 'sharding.yaml'), 'shardingEntries: [');
});
afterAll(() => rmSync(place, { recursive: true }));

const credentials = { LIVEMIG_ATLAS_PUBLIC_KEY: 'abcdefgh', LIVEMIG_ATLAS_PRIVATE_KEY: 'kept-to-oneself' };
const withoutKeys = { LIVEMIG_ATLAS_PUBLIC_KEY: '', LIVEMIG_ATLAS_PRIVATE_KEY: '' };
const targets = {
  ...{ LIVEMIG_ATLAS_ORG: 'Acme', LIVEMIG_ATLAS_PROJECT: 'billing', LIVEMIG_DESTINATION_CLUSTER: 'Billing0' },
  LIVEMIG_MANAGER: 'cloud-manager',
};
/** Nobody listens there: what is said was found without asking. */
const nowhere = { LIVEMIG_ATLAS_URL: 'http://127.0.0.1:1', LIVEMIG_MANAGER_URL: 'http://127.0.0.1:1' };
const startTargets = {
  ...{ LIVEMIG_SOURCE_ORG: 'Acme', LIVEMIG_SOURCE_PROJECT: 'p', LIVEMIG_SOURCE_CLUSTER: 'c' },
  ...{ LIVEMIG_MIGRATION_HOST: 'mig01', LIVEMIG_SOURCE_USERNAME: 'u', LIVEMIG_SOURCE_PASSWORD: 'p' },
};
const forStart = { ...credentials, ...targets, ...startTargets, ...nowhere };

async function run(argv: readonly string[], env: Readonly<Record<string, string>>) {
  const { result } = await runCommand([...argv, '--no-input', '--dir', join(place, 'state')], { env });
  expect(readdirSync(place)).toEqual(['sharding.yaml']);
  return result;
}

describe('everything that is wrong is told at once', () => {
  it.each<[string, readonly string[], Readonly<Record<string, string>>, readonly string[]]>([
    [
      'what is missing beside what is wrong',
      ['link', '--timeout', 'soon', '--manager', 'cloudmanager', '--manager-ip', 'nowhere', '--atlas-url', 'atlas'],
      { LIVEMIG_POLL_INTERVAL: '5 years' },
      [
        'Atlas credentials: set LIVEMIG_ATLAS_PUBLIC_KEY',
        'atlasUrl, --atlas-url is "atlas": it must be a URL',
        'manager, --manager is "cloudmanager": it must be cloud-manager or ops-manager. Did you mean cloud-manager?',
        'atlasOrg: Atlas organization. Give --atlas-org',
        'managerIps, --manager-ip is ["nowhere"]: it must be an IP address',
        '--timeout is "soon", which is not a duration',
        'LIVEMIG_POLL_INTERVAL is "5 years", which is not a duration',
      ],
    ],
    [
      'an address in a variable, before it is known whether it is wanted',
      ['link'],
      { LIVEMIG_MANAGER_IPS: 'nowhere' },
      ['manager: What manages', 'managerIps, LIVEMIG_MANAGER_IPS is ["nowhere"]'],
    ],
    [
      'half a pair of credentials, an unset variable, and a target that is missing',
      ['link', '--source-uri-env', 'NOBODY'],
      { ...targets, LIVEMIG_ATLAS_ORG: '', LIVEMIG_ATLAS_PUBLIC_KEY: 'abcdefgh' },
      ['sourceUri is to be read from the variable NOBODY', 'LIVEMIG_ATLAS_PRIVATE_KEY is not', 'atlasOrg: Atlas org'],
    ],
    [
      'files that are not there or cannot be used',
      ['start', '--manager-ca-file', '/nonexistent/ca.pem', '--sharding', '/nonexistent/sharding.yaml'],
      { ...forStart, LIVEMIG_MANAGER_PUBLIC_KEY: 'abcdefgh', LIVEMIG_MANAGER_PRIVATE_KEY: 'kept-to-oneself' },
      ['The file /nonexistent/ca.pem does not exist', 'The file /nonexistent/sharding.yaml does not exist'],
    ],
    [
      'flags that contradict each other, and a value of --cutover',
      ['start', '--detach', '--cutover', 'never', '--adopt-migration', 'a', '--create-again', '--confirm', 'Billing0'],
      forStart,
      [
        '--cutover is "never"; it must be auto',
        '--detach and --cutover contradict each other',
        '--adopt-migration and --create-again contradict each other',
      ],
    ],
    [
      'a confirmation beside a password that is missing',
      ['start', '--drop-destination'],
      { ...forStart, LIVEMIG_SOURCE_PASSWORD: '' },
      ["sourcePassword: The source user's password", 'cannot be undone', 'Add --confirm Billing0'],
    ],
    [
      'what is not used, if it is wrong',
      ['start', '--manager-url', 'nowhere', '--cutover', 'auto'],
      forStart,
      ['managerUrl, --manager-url is "nowhere"', 'Add --confirm Billing0'],
    ],
  ])('%s', async (_, argv, env, lines) => {
    const { exitCode, error } = await run(argv, env);
    expect([exitCode, error?.code]).toEqual([2, 'INPUTS']);
    for (const line of lines) expect(error?.message).toContain(line);
  });

  it.each<[string, readonly string[], Readonly<Record<string, string>>, string, number?]>([
    ['a duration', ['start', '--timeout', 'soon'], forStart, 'DURATION'],
    ['a confirmation', ['start', '--cutover', 'auto'], forStart, 'NOT_CONFIRMED'],
    ['another name than the cluster', ['start', '--cutover', 'auto', '--confirm', 'x'], forStart, 'NOT_CONFIRMED'],
    ['half a pair', ['start'], { ...forStart, LIVEMIG_ATLAS_PRIVATE_KEY: '' }, 'HALF_CREDENTIALS', 4],
    ['no pair', ['start'], { ...forStart, ...withoutKeys }, 'CREDENTIALS_MISSING', 4],
    ['a contradiction', ['start', '--managed-authentication', '--source-username', 'u'], forStart, 'CONTRADICTION'],
  ])('%s alone keeps the code of its own', async (_, argv, env, code, expected = 2) => {
    const { exitCode, error } = await run(argv, env);
    expect([exitCode, error?.code]).toEqual([expected, code]);
  });

  it('credentials are wrong usage only beside something else that is', async () => {
    const nothing = await run(['start'], { ...forStart, ...withoutKeys, LIVEMIG_SOURCE_PASSWORD: '' });
    expect([nothing.exitCode, nothing.error?.code]).toEqual([2, 'INPUTS']);
    expect(nothing.data).toEqual({
      credentials: ['Atlas'],
      problems: [expect.objectContaining({ input: 'sourcePassword', problem: 'missing' })],
    });
  });

  it('the text of a sharding file is judged before anything is asked', async () => {
    const { error } = await run(['start', '--sharding', join(place, 'sharding.yaml')], forStart);
    expect(error?.code).toBe('SHARDING_FILE');
  });
});
