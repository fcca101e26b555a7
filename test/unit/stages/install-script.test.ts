import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installScript } from '../../../src/stages/provision/install-script.ts';

const inputs = {
  host: 'mig01.corp.example',
  projectId: '64bb00000000000000000002',
  baseUrl: 'https://om.corp.example:8443',
  manager: 'ops-manager',
} as const;

const ca = '-----BEGIN CERTIFICATE-----\nMIIB+/=\n-----END CERTIFICATE-----';

it.skipIf(!isThere('shellcheck'))(
  'ShellCheck has nothing to object (skipped where shellcheck is not on the PATH)',
  () => {
    const scripts = [inputs, { ...inputs, manager: 'cloud-manager' as const, caPem: ca, takeOver: true }];
    for (const one of scripts) {
      const { stdout } = spawnSync('shellcheck', ['--severity=style', '-'], {
        input: installScript(one),
        encoding: 'utf8',
      });
      expect(stdout).toBe('');
    }
  },
);

function isThere(program: string): boolean {
  return spawnSync(program, ['--version']).error === undefined;
}

it('takes only the certificates of the CA file along', () => {
  const secret = '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----';
  const script = installScript({ ...inputs, caPem: `a comment\n${ca}\n${secret}\n${ca.replaceAll('\n', '\r\n')}\n` });
  expect(script).toContain(`ca='${ca}\n${ca}'\n`);
  expect(script).not.toContain('PRIVATE');
});

it.each(['', 'DER', "-----BEGIN CERTIFICATE-----\n'; touch pwned; '\n-----END CERTIFICATE-----"])(
  'refuses a CA file without a certificate: %j',
  (caPem) => {
    expect(() => installScript({ ...inputs, caPem })).toThrow(expect.objectContaining({ code: 'CA_NOT_USABLE' }));
  },
);

// The script is for a 64-bit Linux server; bash and the usual tools are there, and root is played by a stand-in.
describe.skipIf(process.platform === 'win32')('installScript, run by bash', () => {
  let place: string;

  beforeEach(() => {
    place = mkdtempSync(join(tmpdir(), 'livemig-'));
    command('id', 'echo 0');
    command('uname', '[ "$1" = -m ] && echo x86_64 || echo Linux');
    command('getenforce', 'echo Disabled');
    command('systemctl', note('systemctl'));
    // Greedy: whatever they find on standard input is lost to the script.
    command('curl', `${note('curl')}; ${writesOutput('a package')}`);
    command('apt-get', `${note('apt-get')}; cat >> "${place}/swallowed"; ${writesConfig}`);
  });
  afterEach(() => rmSync(place, { recursive: true }));

  const note = (name: string) => `echo "${name} $*" >> "${place}/called"`;
  const writesOutput = (text: string) =>
    `while [ "$1" != --output ]; do shift; done; echo '${text}' > "$2"; cat >> "${place}/swallowed"`;
  const writesConfig = 'printf "mmsGroupId=\\nmmsApiKey=\\nlogLevel=INFO\\n" > "$MMS_AGENT_CONFIG"';
  const called = () => readFileSync(join(place, 'called'), 'utf8');

  function command(name: string, body: string): void {
    writeFileSync(join(place, name), `#!/usr/bin/env bash\n${body}\n`);
    chmodSync(join(place, name), 0o755);
  }

  /** `config` is what the agent that is there has for settings; without it there is none. */
  function run(
    script: string,
    config: string | undefined,
    input: string,
    env: Record<string, string> = {},
    how: readonly string[] = ['-c', script],
  ) {
    const path = join(place, 'config');
    if (config !== undefined) writeFileSync(path, config);
    const result = spawnSync('bash', ['--norc', ...how], {
      input,
      encoding: 'utf8',
      env: { PATH: `${place}:${process.env.PATH}`, MMS_AGENT_CONFIG: path, ...env },
    });
    return { ...result, config: existsSync(path) ? readFileSync(path, 'utf8') : undefined };
  }

  it('replaces the settings that live migration needs, keeps the others, and restarts the agent', () => {
    const { status, config } = run(
      installScript(inputs),
      'mmsGroupId=\nmmsApiKey=\nlogLevel=INFO\nmmsGroupIdX=1\n',
      'key-1\n',
    );
    expect(status).toBe(0);
    expect((config ?? '').split('\n').filter(Boolean).sort()).toEqual([
      'agentFeatureCloudMigrationEnabled=true',
      'logLevel=INFO',
      'mmsApiKey=key-1',
      'mmsBaseUrl=https://om.corp.example:8443',
      'mmsGroupId=64bb00000000000000000002',
      'mmsGroupIdX=1',
    ]);
    expect(readFileSync(join(place, 'called'), 'utf8')).toContain('restart mongodb-mms-automation-agent.service');
  });

  it('changes nothing the second time', () => {
    const once = run(installScript(inputs), '', 'key-1\n').config;
    expect(once).toContain('mmsApiKey=key-1\n');
    expect(run(installScript(inputs), once, 'key-1\n').config).toBe(once);
  });

  it.each(["a'b", 'a"b$(touch x)`y`', 'a&b/c\\1', 'a b;c'])('takes a key such as %s as it is', (key) => {
    expect(run(installScript(inputs), 'mmsApiKey=\n', `${key}\n`).config).toContain(`mmsApiKey=${key}\n`);
  });

  it.each([
    "https://x.example/'; touch pwned; '",
    'https://x.example/$(touch pwned)',
    'https://x.example/`touch pwned`',
  ])('quotes a hostile address: %s', (baseUrl) => {
    const { config } = run(installScript({ ...inputs, baseUrl }), '', 'key-1\n');
    expect(config).toContain(`mmsBaseUrl=${baseUrl}\n`);
  });

  it.each([{ projectId: 'a\nmmsBaseUrl=https://elsewhere.example' }, { baseUrl: 'https://x.example/\u001B' }])(
    'refuses control characters, which would be settings of their own: %j',
    (hostile) => {
      expect(() => installScript({ ...inputs, ...hostile })).toThrow(expect.objectContaining({ code: 'SCRIPT_VALUE' }));
    },
  );

  it('does not name an address for Cloud Manager, whose package knows it', () => {
    expect(run(installScript({ ...inputs, manager: 'cloud-manager' }), '', 'key-1\n').config).not.toContain(
      'mmsBaseUrl',
    );
  });

  it('takes the key from MMS_API_KEY where it is given', () => {
    expect(run(installScript(inputs), '', '', { MMS_API_KEY: 'key-2' }).config).toContain('mmsApiKey=key-2\n');
  });

  it('says what is missing when there is no key', () => {
    const { status, stderr } = run(installScript(inputs), '', '');
    expect([status, stderr]).toEqual([1, expect.stringContaining('agent API key is missing')]);
  });

  it('refuses to run as somebody else than root', () => {
    command('id', 'echo 1000');
    expect(run(installScript(inputs), '', 'key-1\n')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('root'),
    });
  });

  const success = 'livemig: agent installed and restarted on mig01.corp.example\n';
  const ours = `mmsGroupId=${inputs.projectId}\nmmsBaseUrl=${inputs.baseUrl}\n`;

  it('installs the package where there is no agent, and says at its very end that it has', () => {
    const { status, stdout, stderr, config } = run(installScript(inputs), undefined, 'key-1\n');
    expect([status, stdout]).toEqual([0, success]);
    expect(config).toContain('mmsApiKey=key-1\n');
    expect(stderr).toMatch(/as https:\/\/om\.corp\.example:8443 gave it; SHA-256: [0-9a-f]{64}/);
  });

  it('comes to its end although a command reads standard input, where the script itself comes by it', () => {
    const { status, stdout } = run(installScript(inputs), undefined, installScript(inputs), { MMS_API_KEY: 'k' }, [
      '-s',
    ]);
    expect([status, stdout]).toEqual([0, success]);
    expect(readFileSync(join(place, 'swallowed'), 'utf8')).toBe('');
  });

  it.each([1, 3, 10, 40])('does nothing when the last %i lines have not arrived', (lines) => {
    const cut = installScript(inputs).trimEnd().split('\n').slice(0, -lines).join('\n');
    const { stdout } = run(cut, undefined, 'key-1\n');
    expect([stdout, existsSync(join(place, 'called'))]).toEqual(['', false]);
  });

  it('keeps the key from the commands that it runs', () => {
    command('apt-get', `printenv > "${place}/seen"; ${writesConfig}`);
    run(installScript(inputs), undefined, '', { MMS_API_KEY: 'key-3' });
    expect(`${readFileSync(join(place, 'seen'), 'utf8')}${called()}`).not.toContain('key-3');
  });

  it.each([
    ['https://om.corp.example', '=https'],
    ['http://127.0.0.1:8080', '=http,https'],
  ])('downloads from %s by %s only, also where it is redirected', (baseUrl, protocols) => {
    const { stderr } = run(installScript({ ...inputs, baseUrl }), undefined, 'key-1\n');
    expect(called()).toContain(`--proto ${protocols} --proto-redir ${protocols} `);
    expect(stderr.includes('is not encrypted')).toBe(baseUrl.startsWith('http:'));
  });

  it('hands the CA to curl and to the agent, only if there is one', () => {
    command('curl', `${note('curl')}; ${writesOutput('a package')}`);
    const { config } = run(installScript({ ...inputs, caPem: ca }), undefined, 'key-1\n');
    expect(called()).toMatch(/--cacert \S+\/ca\.pem /);
    expect(config).toContain(`httpsCAFile=${place}/livemig-manager-ca.pem\n`);
    expect(readFileSync(join(place, 'livemig-manager-ca.pem'), 'utf8')).toBe(`${ca}\n`);
    rmSync(join(place, 'config'));
    rmSync(join(place, 'called'));
    expect(run(installScript(inputs), undefined, 'key-1\n').config).not.toContain('httpsCAFile');
    expect(called()).not.toContain('--cacert');
  });

  it.each<[string, Record<string, string>, string | undefined]>([
    ['none', {}, undefined],
    ['https_proxy', { https_proxy: 'http://proxy:3128' }, 'http://proxy:3128'],
    ['HTTPS_PROXY', { HTTPS_PROXY: 'http://proxy:3128' }, 'http://proxy:3128'],
    ['another exception', { https_proxy: 'http://p', no_proxy: 'localhost,.other.example' }, 'http://p'],
    ['an exception', { https_proxy: 'http://p', no_proxy: 'localhost, OM.corp.example' }, undefined],
    ['an exception for the domain', { https_proxy: 'http://p', NO_PROXY: '.corp.example' }, undefined],
    ['exceptions for all', { https_proxy: 'http://p', no_proxy: '*' }, undefined],
  ])('hands the proxy of the environment to the agent: %s', (_, env, proxy) => {
    const { config } = run(installScript(inputs), '', 'key-1\n', env);
    expect(/^httpProxy=(.*)$/m.exec(config ?? '')?.[1]).toBe(proxy);
  });

  it.each<[string, Partial<Parameters<typeof installScript>[0]>, string, string | undefined]>([
    ['settings that are empty', {}, 'mmsGroupId=\nmmsApiKey=\n', undefined],
    ['this project', {}, ours, undefined],
    [
      'this project, written otherwise',
      {},
      ` mmsGroupId = ${inputs.projectId}\nmmsBaseUrl=HTTPS://OM.corp.example:8443/ \r\n`,
      undefined,
    ],
    ['another project', {}, 'mmsGroupId=aaa\n', 'project aaa at Cloud Manager'],
    ['another manager', {}, `mmsGroupId=${inputs.projectId}\nmmsBaseUrl=https://other\n`, 'at https://other'],
    [
      'Cloud Manager',
      { manager: 'cloud-manager' },
      `mmsGroupId=${inputs.projectId}\nmmsBaseUrl=https://api-agents.mongodb.com\n`,
      undefined,
    ],
    ['an Ops Manager instead of Cloud Manager', { manager: 'cloud-manager' }, ours, `at ${inputs.baseUrl}`],
    [
      'a name that only ends like it',
      { manager: 'cloud-manager' },
      'mmsBaseUrl=https://evilmongodb.com\n',
      'at https://evilmongodb.com',
    ],
  ])('of an agent with %s', (_, different, before, theirs) => {
    const { status, stdout, stderr, config } = run(installScript({ ...inputs, ...different }), before, 'key-1\n');
    if (theirs === undefined) {
      expect([status, stdout]).toEqual([0, success]);
    } else {
      expect([status, stdout, config, existsSync(join(place, 'called'))]).toEqual([3, '', before, true]);
      expect(stderr).toContain(theirs);
      expect(stderr).toContain(`project ${inputs.projectId} at ${inputs.baseUrl}`);
      expect(called()).not.toMatch(/restart|curl|apt-get/);
    }
  });

  it.each([
    ['in the script', installScript({ ...inputs, takeOver: true }), []],
    ['as its argument', installScript(inputs), ['--take-over']],
  ])('takes a host over when it is told so, %s', (_, script, args) => {
    const before = 'mmsGroupId=aaa\nmmsBaseUrl=https://other\n';
    const { status, stderr, config } = run(script, before, 'key-1\n', {}, ['-c', script, 'bash', ...args]);
    expect(status).toBe(0);
    for (const setting of ours.trim().split('\n')) expect(config).toContain(`${setting}\n`);
    expect(stderr).toContain('its agent belonged to project aaa at https://other');
  });

  it('leads an agent that is taken over from an Ops Manager to Cloud Manager', () => {
    const script = installScript({ ...inputs, manager: 'cloud-manager', takeOver: true });
    expect(run(script, ours, 'key-1\n').config).toContain('mmsBaseUrl=https://api-agents.mongodb.com\n');
  });

  it.each<[string, string, string, string | undefined, RegExp]>([
    ['no Linux', 'uname', 'echo Darwin', undefined, /has to run Linux, and this is Darwin/],
    [
      'another processor',
      'uname',
      '[ "$1" = -m ] && echo aarch64 || echo Linux',
      undefined,
      /no package of the agent for aarch64/,
    ],
    ['no systemd', 'systemctl', '[ "$1" != show ]', '', /does not run systemd/],
    ['no service of the agent', 'systemctl', '[ "$1" != cat ]', '', /no service mongodb-mms-automation-agent/],
    ['an agent that ends at once', 'systemctl', '[ "$1" != is-active ]', '', /has ended again/],
    ['a restart that fails', 'systemctl', '[ "$1" != restart ]', '', /^/],
    ['a download that fails', 'curl', 'exit 22', undefined, /could not be downloaded/],
    ['an installation that fails', 'apt-get', 'exit 100', undefined, /^/],
    ['a package without settings', 'apt-get', 'exit 0', undefined, /has no settings at/],
  ])('does not say that it is installed with %s', (_, name, body, config, says) => {
    command(name, body);
    const { status, stdout, stderr } = run(installScript(inputs), config, 'key-1\n');
    expect([status !== 0, stdout]).toEqual([true, '']);
    expect(stderr).toMatch(says);
  });

  it.each([
    ['Enforcing', true],
    ['Permissive', false],
  ])('SELinux that is %s is told: %s', (mode, told) => {
    command('getenforce', `echo ${mode}`);
    command('restorecon', note('restorecon'));
    expect(run(installScript(inputs), '', 'key-1\n').stderr.includes('SELinux is enforcing')).toBe(told);
    expect(called().includes('restorecon')).toBe(told);
  });
});
