import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';

/**
 * Puts `around` between this process and what it does to files, until what it gives back is called.
 *
 * `around` gets each effect as `{ name, path, what, act, half }`: `what` is the name and the last part of the path, such
 * as `rename state.json`; `act` has the effect, and `half`, where it writes a text, writes half of that. What `around`
 * gives or throws is what the caller gets.
 */
export async function aroundFileEffects(around) {
  const pathOf = new WeakMap();
  const undo = [];
  for (const name of ['rename', 'rm', 'link', 'symlink', 'mkdir', 'chmod', 'open', 'stat', 'lstat', 'readlink']) {
    const effect = fs[name];
    undo.push(() => Object.assign(fs, { [name]: effect }));
    fs[name] = async (...args) => {
      const path = changedBy(name, args);
      const done = await around({ name, path, what: `${name} ${basename(path)}`, args, act: () => effect(...args) });
      if (name === 'open') pathOf.set(done, path);
      return done;
    };
  }
  const { prototype } = await handleClass();
  for (const name of ['writeFile', 'appendFile', 'sync', 'readFile', 'read']) {
    const effect = prototype[name];
    undo.push(() => Object.assign(prototype, { [name]: effect }));
    prototype[name] = async function (...args) {
      const path = pathOf.get(this) ?? '';
      const act = () => effect.apply(this, args);
      const [text] = args;
      const half = /^(write|append)/.test(name) ? () => effect.call(this, text.slice(0, text.length / 2)) : undefined;
      return around({ name, path, what: `${name} ${basename(path)}`, args, act, half });
    };
  }
  syncBuiltinESMExports();
  return () => {
    for (const step of undo) step();
    syncBuiltinESMExports();
  };
}

/** Of the two names that rename, link and symlink take, the second appears. */
function changedBy(name, [first, second]) {
  return String(['rename', 'link', 'symlink'].includes(name) ? second : first);
}

/** Node does not export it. */
async function handleClass() {
  const handle = await fs.open(process.execPath, 'r');
  await handle.close();
  return handle.constructor;
}
