import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { minVersion, satisfies, subset } from 'semver';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

const Engines = z.object({ node: z.string() });
const Package = z.object({ engines: Engines.optional().catch(undefined) });
const { engines } = z.object({ engines: Engines }).parse(JSON.parse(read('package.json')));
const { packages } = z.object({ packages: z.record(z.string(), Package) }).parse(JSON.parse(read('package-lock.json')));

/** What the packages that `npm ci` installs want, with one of those that want it. */
const wanted = new Map(
  Object.entries(packages).flatMap(([path, { engines: own }]) =>
    path === '' || own === undefined ? [] : [[own.node, path]],
  ),
);

const Workflow = z.object({
  jobs: z.object({
    test: z.object({ strategy: z.object({ matrix: z.record(z.string(), z.array(z.string())) }) }),
  }),
});
const { matrix } = Workflow.parse(parse(read('.github/workflows/ci.yml'))).jobs.test.strategy;

describe('the Node.js that package.json asks for', () => {
  it('is known of the packages in the lock file', () => {
    expect(wanted.size).toBeGreaterThan(20);
  });

  it.each([...wanted])('is within %s, which %s wants', (range) => {
    expect(subset(engines.node, range)).toBe(true);
  });

  it('is the same in the lock file, the README and the rules of contributing', () => {
    expect(packages['']?.engines).toEqual(engines);
    for (const file of ['README.md', '.github/CONTRIBUTING.md']) expect(read(file)).toContain(`\`${engines.node}\``);
  });

  it('is tried by CI at the lowest of each range, and at the newest, on the systems of the README', () => {
    const lowest = engines.node.split(' || ').map((range) => minVersion(range)?.version);
    expect(matrix).toEqual({ os: ['ubuntu-latest', 'macos-latest'], node: [...lowest, 'latest'] });
  });
});

describe('bin/livemig.js', () => {
  const place = mkdtempSync(join(tmpdir(), 'livemig-bin-'));
  afterAll(() => rmSync(place, { recursive: true }));
  mkdirSync(join(place, 'bin'));
  writeFileSync(join(place, 'package.json'), '{"type":"module"}');
  copyFileSync(join(root, 'bin/livemig.js'), join(place, 'bin/livemig.js'));

  /** Starts it as that version of Node would, in a checkout that has not been built. */
  const startedBy = async (version: string) => {
    const asVersion = `data:text/javascript,Object.defineProperty(process,'version',{value:'v${version}'})`;
    const running = promisify(execFile)(process.execPath, ['--import', asVersion, join(place, 'bin/livemig.js')]);
    return z.object({ code: z.number(), stderr: z.string() }).parse(await running.catch((error: unknown) => error));
  };

  it.each([
    '12.22.12',
    '18.20.8',
    '20.9.0',
    '20.18.3',
    '20.19.0',
    '20.20.2',
    '21.7.3',
    '22.2.0',
    '22.12.0',
    '22.13.0',
    '22.22.1',
    '23.11.1',
    '24.0.0',
    '26.10.0',
    '104.0.0',
  ])('says of Node %s what package.json says, and when it has not been built', async (version) => {
    const { code, stderr } = await startedBy(version);
    const words = satisfies(version, engines.node)
      ? /^livemig has not been built, .* npm ci\n.*dist\/main\.js/
      : `livemig needs Node.js ${engines.node}, and this is v${version}.\n`;
    expect(stderr).toMatch(words);
    expect([code, stderr.includes('    at ')]).toEqual([2, false]);
  });
});
