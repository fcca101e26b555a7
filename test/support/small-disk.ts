import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A real file system of 256 KiB in memory. */
export interface SmallDisk {
  readonly path: string;
  /** Leaves room for this many blocks; a file takes at least one. */
  fill(blocksLeft: number): void;
  mountAgain(how: 'ro' | 'rw'): void;
  /** Makes room again. */
  empty(): void;
  unmount(): void;
}

/** `undefined` where this process may not mount: not on Linux, not root, or in a container that forbids it. */
export function mountSmallDisk(): SmallDisk | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
  const path = mkdtempSync(join(tmpdir(), 'livemig-disk-'));
  const mount = (...args: readonly string[]) => execFileSync('mount', [...args, path], { stdio: 'ignore' });
  const ballast = join(path, 'ballast');
  try {
    mount('-t', 'tmpfs', '-o', 'size=256k', 'tmpfs');
  } catch {
    rmdirSync(path);
    return undefined;
  }
  return {
    path,
    fill: (blocksLeft) => {
      const { bfree, bsize } = statfsSync(path);
      writeFileSync(ballast, Buffer.alloc((bfree - blocksLeft) * bsize));
    },
    mountAgain: (how) => mount('-o', `remount,${how}`),
    empty: () => rmSync(ballast, { force: true }),
    unmount: () => {
      execFileSync('umount', [path]);
      rmdirSync(path);
    },
  };
}
