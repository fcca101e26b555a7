import { constants, existsSync } from 'node:fs';
import { main } from '../../dist/main.js';
import { aroundFileEffects } from './file-effects.js';

/*
 * The built program on a disk that fails. It runs as often as it is told to (`process.send` from the parent: arguments,
 * variables, the directory on the disk, at which moment it fails, and how), because most of the time of a run is spent
 * on loading the program. After each run one line on standard output says which effects have failed.
 *
 * Each run has a process id of its own that nobody has: whoever comes later finds that this run has ended.
 */

/** What a disk refuses; from its moment on it does so always. */
const refuses = {
  /** Full: nothing grows. Half of a text that is being written still fits. */
  ENOSPC: ({ name, path, half, args }) =>
    half !== undefined ||
    ['mkdir', 'link', 'symlink', 'sync'].includes(name) ||
    (isChange({ name, args }) && !existsSync(path)),
  /** Mounted anew for reading only. */
  EROFS: ({ name, half, args }) => half !== undefined || isChange({ name, args }),
  EIO: () => true,
};

const changes = ['rename', 'rm', 'link', 'symlink', 'mkdir', 'chmod'];

function isChange({ name, args }) {
  if (name === 'rename' || name === 'rm') return existsSync(String(args[0]));
  return changes.includes(name) || (name === 'open' && opensToWrite(args[1]));
}

function opensToWrite(flags) {
  if (typeof flags === 'string') return flags !== 'r';
  return (flags & (constants.O_WRONLY | constants.O_RDWR)) !== 0;
}

const healthy = { directory: '/dev/null', code: 'EIO', failsAt: '', forgives: '^$' };
let disk = healthy;
let moments = 0;
let failed = [];

/** Only what the disk would refuse is a moment of it. */
await aroundFileEffects(async (effect) => {
  if (!effect.path.startsWith(disk.directory) || !refuses[disk.code](effect)) return effect.act();
  moments += 1;
  const isFirst = disk.failsAt === String(moments) || disk.failsAt === effect.what;
  if (failed.length === 0 && !isFirst) return effect.act();
  failed.push(effect.what);
  await effect.half?.();
  // For proving that the law can fail: the program takes the failure for a success.
  if (new RegExp(disk.forgives).test(effect.what)) return undefined;
  throw Object.assign(new Error(`${disk.code}: ${effect.what}`), { code: disk.code, path: effect.path });
});

process.setMaxListeners(0);
process.stdout.setMaxListeners(0);
process.stderr.setMaxListeners(0);
let pid = 2 ** 22;

process.on('message', async ({ args, env, ...rest }) => {
  [disk, moments, failed] = [{ ...healthy, ...rest }, 0, []];
  pid += 1;
  Object.defineProperty(process, 'pid', { value: pid });
  Object.assign(process.env, env);
  process.argv.splice(2, Number.POSITIVE_INFINITY, ...args);
  await main();
  process.stdout.write(`${JSON.stringify({ failed })}\n`);
});
