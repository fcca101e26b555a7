import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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

describe('the npm package', () => {
  it('is at most 600 kB, and unpacked 2.5 MB', () => {
    expect(size).toBeLessThanOrEqual(600_000);
    expect(unpackedSize).toBeLessThanOrEqual(2_500_000);
  });

  it('holds the program of each room and a few words, no declarations, no maps and nothing of the build', () => {
    const program = paths.filter((path) => path.startsWith('dist/'));
    expect(program).toEqual(
      expect.arrayContaining(['dist/main.js', 'dist/sandbox/index.js', 'dist/mongod/start-mongod.js']),
    );
    expect(program.filter((path) => !path.endsWith('.js'))).toEqual([]);
    expect(paths.filter((path) => !path.startsWith('dist/')).sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'bin/livemig.js',
      'package.json',
    ]);
    const mapped = program.filter((path) => readFileSync(join(root, path), 'utf8').includes('sourceMappingURL'));
    expect(mapped).toEqual([]);
  });
});
