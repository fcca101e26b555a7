import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { documentPaths } from '../support/documents.ts';

const root = join(import.meta.dirname, '../..');
const Packed = z.tuple([
  z.object({ size: z.number(), unpackedSize: z.number(), files: z.array(z.object({ path: z.string() })) }),
]);

/** What `npm pack` would put into the tarball; in bytes. Needs the built program. */
const run = await promisify(execFile)('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root });
const [{ size, unpackedSize, files }] = Packed.parse(JSON.parse(run.stdout));
const paths = files.map(({ path }) => path);

const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** What the bundler says of each module, where it begins. */
const librariesInside = /^\/\/ .*node_modules\/((?:@[^/\n]+\/)?[^/\n]+)/gm;

/** A file of the program, and what is loaded with it, not what is when it is needed. */
function loadedWith(path: string): string[] {
  const found = new Set([path]);
  for (const file of found)
    for (const [, name = ''] of read(file).matchAll(/^(?:import|export) .*"\.\/(.+)";$/gm)) found.add(`dist/${name}`);
  return [...found];
}

/** A declaration, and all that it is made of. */
function declarations(path: string, known: Set<string> = new Set()): Set<string> {
  if (known.has(path)) return known;
  known.add(path);
  const text = read(path);
  for (const [, name = ''] of text.matchAll(/(?:from |import\()["'](\.[^"']*)\.ts["']/g))
    declarations(posix.join(posix.dirname(path), `${name}.d.ts`), known);
  return known;
}

describe('the npm package', () => {
  it('is at most 1.65 MB, and unpacked 7 MB', () => {
    expect(size).toBeLessThanOrEqual(1_700_000);
    expect(unpackedSize).toBeLessThanOrEqual(7_200_000);
  });

  it('declares the contract, all that it is made of, and nothing else', () => {
    const declared = declarations('types/contract.d.ts');
    expect(declared).toContain('types/core/results/index.d.ts');
    expect(paths.filter((path) => path.endsWith('.d.ts')).toSorted()).toEqual([...declared].toSorted());
  });

  it('has the contract as its one entrance, and what is behind it', async () => {
    const contract: Record<string, unknown> = await import(join(root, 'dist/contract.js'));
    expect(Object.keys(contract)).toEqual(
      expect.arrayContaining(['LivemigEvent', 'results', 'errorCodes', 'ErrorData']),
    );
    const { exports } = z
      .object({ exports: z.record(z.string(), z.unknown()) })
      .parse(JSON.parse(read('package.json')));
    expect(exports).toEqual({
      './contract': { types: './types/contract.d.ts', default: './dist/contract.js' },
      './package.json': './package.json',
    });
  });

  it('holds the program and a few words, no maps and nothing of the build and the tests', () => {
    const program = paths.filter((path) => path.startsWith('dist/'));
    expect(program).toEqual(expect.arrayContaining(['dist/main.js', 'dist/verify-worker.js']));
    expect(program.filter((path) => !/^dist\/[^/]+\.js$/.test(path))).toEqual(['dist/THIRD-PARTY-LICENSES.txt']);
    const words = ['CHANGELOG.md', 'LICENSE', 'docs/monitoring/alerts.yaml', 'docs/monitoring/grafana-dashboard.json'];
    const rest = [...documentPaths, ...words, 'bin/livemig.js', 'package.json'];
    // The manual pages are those of the manifest (test/docs/man-pages.test.ts).
    expect(paths.filter((path) => !/^(dist|types|docs\/man)\//.test(path)).sort()).toEqual(rest.sort());
    const mapped = program.filter((path) => read(path).includes('sourceMappingURL'));
    expect(mapped).toEqual([]);
  });

  it('needs nothing beside it but the zod of the contract, can use a keyring, and says under what the rest is', () => {
    const manifest = z.object({ dependencies: z.unknown(), optionalDependencies: z.unknown() });
    const { dependencies, optionalDependencies } = manifest.parse(JSON.parse(read('package.json')));
    expect(dependencies).toEqual({ zod: expect.any(String) });
    // A library of machine code, which cannot be in the files.
    expect(optionalDependencies).toEqual({ '@napi-rs/keyring': expect.any(String) });
    const program = paths.filter((path) => /^dist\/.*\.js$/.test(path)).map(read);
    const inside = program.flatMap((text) => [...text.matchAll(librariesInside)].map(([, name = '']) => name));
    expect(inside).toEqual(expect.arrayContaining(['mongodb', 'axios', '@hono/node-server']));
    const licensed = [...read('dist/THIRD-PARTY-LICENSES.txt').matchAll(/^(\S+) \d\S* \(\S+\)$/gm)];
    const named = new Set(licensed.map(([, name = '']) => name));
    expect(inside.filter((name) => !named.has(name))).toEqual([]);
  });

  it('loads no large library for help and completion, whose code is apart', () => {
    const help = loadedWith('dist/main.js').map(read).join('');
    expect([...help.matchAll(librariesInside)]).toEqual([]);
    for (const name of ['command-help', 'completion-answer', 'stage-flags'])
      expect(help).toContain(`src/cli/${name}.ts`);
  });
});
