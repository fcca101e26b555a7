import { aroundFileEffects } from '../../support/file-effects.js';

/** What the work does to files, one after the other, such as `mkdir .livemig`. */
export async function effectsOf(work: () => Promise<unknown>): Promise<string[]> {
  const effects: string[] = [];
  const restore = await aroundFileEffects(({ what, act }) => {
    effects.push(what);
    return act();
  });
  await work().finally(restore);
  return effects;
}
