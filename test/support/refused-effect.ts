import { aroundFileEffects } from './file-effects.js';

/** Does the work while the system refuses each effect on files that fits, such as `^rename state.json$`, with this code. */
export async function whileRefused<T>(effect: RegExp, code: string, work: () => Promise<T>): Promise<T> {
  return around(effect, () => Promise.reject(Object.assign(new Error(`${code}: refused`), { code })), work);
}

/** Does the work while somebody else does something right before each effect on files that fits. */
export async function whileDisturbed<T>(
  effect: RegExp,
  disturb: () => Promise<void>,
  work: () => Promise<T>,
): Promise<T> {
  return around(effect, disturb, work);
}

async function around<T>(effect: RegExp, first: () => Promise<void>, work: () => Promise<T>): Promise<T> {
  let isBusy = false;
  const restore = await aroundFileEffects(async ({ what, act }) => {
    // What is done meanwhile is not disturbed itself.
    if (isBusy || !effect.test(what)) return act();
    isBusy = true;
    await first().finally(() => {
      isBusy = false;
    });
    return act();
  });
  return work().finally(restore);
}
