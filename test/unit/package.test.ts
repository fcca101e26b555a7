import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const root = join(import.meta.dirname, '../..');
const Packed = z.tuple([
  z.object({ size: z.number(), unpackedSize: z.number(), files: z.array(z.object({ path: z.string() })) }),
]);

/** What `npm pack` would put into the tarball; in bytes. Needs the built program. */
const run = await promisify(execFile)('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root });
const [{ size, unpackedSize, files }] = Packed.parse(JSON.parse(run.stdout));
const paths = files.map(({ path }) => path);

/** A declaration, and all that it is made of. */
function declarations(path: string, known: Set<string> = new Set()): Set<string> {
  if (known.has(path)) return known;
  known.add(path);
  const text = readFileSync(join(root, path), 'utf8');
  for (const [, name = ''] of text.matchAll(/(?:from |import\()["'](\.[^"']*)\.ts["']/g))
    declarations(posix.join(posix.dirname(path), `${name}.d.ts`), known);
  return known;
}

describe('the npm package', () => {
  it('is at most 1 MB, and unpacked 3.5 MB', () => {
    expect(size).toBeLessThanOrEqual(1_000_000);
    expect(unpackedSize).toBeLessThanOrEqual(3_500_000);
  });

  it('declares the contract, all that it is made of, and nothing else', () => {
    const declared = declarations('dist/contract.d.ts');
    expect(declared).toContain('dist/core/results/index.d.ts');
    expect(paths.filter((path) => path.endsWith('.d.ts')).toSorted()).toEqual([...declared].toSorted());
  });

  it('has the contract as its one entrance, and what is behind it', async () => {
    const contract: Record<string, unknown> = await import(join(root, 'dist/contract.js'));
    expect(Object.keys(contract)).toEqual(
      expect.arrayContaining(['LivemigEvent', 'results', 'errorCodes', 'ErrorData']),
    );
    const { exports } = z
      .object({ exports: z.record(z.string(), z.unknown()) })
      .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
    expect(exports).toEqual({
      './contract': { types: './dist/contract.d.ts', default: './dist/contract.js' },
      './package.json': './package.json',
    });
  });

  it('holds the program of each room and a few words, no maps and nothing of the build', () => {
    const program = paths.filter((path) => path.startsWith('dist/'));
    expect(program).toEqual(
      expect.arrayContaining(['dist/main.js', 'dist/sandbox/index.js', 'dist/mongod/start-mongod.js']),
    );
    expect(program.filter((path) => !/\.(js|d\.ts)$/.test(path))).toEqual([]);
    expect(paths.filter((path) => !path.startsWith('dist/')).sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'bin/livemig.js',
      'docs/checks.md',
      'docs/cutover.md',
      'docs/monitoring/alerts.yaml',
      'docs/monitoring/grafana-dashboard.json',
      'docs/telling.md',
      'docs/verify.md',
      'package.json',
    ]);
    const mapped = program.filter((path) => readFileSync(join(root, path), 'utf8').includes('sourceMappingURL'));
    expect(mapped).toEqual([]);
  });
});
