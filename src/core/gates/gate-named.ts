import { LivemigError } from '../errors.ts';
import { shown } from '../harmless.ts';
import { nearest } from '../nearest.ts';
import { tidied } from '../tidied.ts';
import { GateName, gateNames } from './gate-name.ts';

/** The gate of this name, upper and lower case being the same. Throws kind `usage` where there is none, with the nearest first. */
export function gateNamed(text: string, flag: string): GateName {
  const word = tidied(text).toLowerCase();
  const { success, data } = GateName.safeParse(word);
  if (success) return data;
  const near = nearest(word, gateNames);
  const others = gateNames.filter((name) => !near.includes(name));
  throw new LivemigError({
    kind: 'usage',
    code: 'UNKNOWN_GATE',
    message: `${flag} names ${shown(text)}, and no gate is called so.`,
    fix: `The gates are ${[...near, ...others].join(', ')}.`,
  });
}
