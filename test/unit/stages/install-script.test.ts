import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

// The script is for a 64-bit Linux server; bash and the usual tools are there, and root is played by a stand-in.
describe.skipIf(process.platform === 'win32')('installScript, run by bash', () => {
  let place: string;

  beforeEach(() => {
    place = mkdtempSync(join(tmpdir(), 'livemig-'));
    command('id', 'echo 0');
    command('systemctl', `echo "systemctl $*" >> "${place}/called"`);
  });
  afterEach(() => rmSync(place, { recursive: true }));

  function command(name: string, body: string): void {
    writeFileSync(join(place, name), `#!/usr/bin/env bash\n${body}\n`);
    chmodSync(join(place, name), 0o755);
  }

  function run(script: string, config: string, input: string, env: Record<string, string> = {}) {
    writeFileSync(join(place, 'config'), config);
    const result = spawnSync('bash', ['--norc', '-c', script], {
      input,
      encoding: 'utf8',
      env: { PATH: `${place}:${process.env.PATH}`, MMS_AGENT_CONFIG: join(place, 'config'), ...env },
    });
    return { ...result, config: readFileSync(join(place, 'config'), 'utf8') };
  }

  it('replaces the settings that live migration needs, keeps the others, and restarts the agent', () => {
    const { status, config } = run(
      installScript(inputs),
      'mmsGroupId=\nmmsApiKey=\nlogLevel=INFO\nmmsGroupIdX=1\n',
      'key-1\n',
    );
    expect(status).toBe(0);
    expect(config.split('\n').filter(Boolean).sort()).toEqual([
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
});
