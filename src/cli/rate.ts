import { LivemigError } from '../core/errors.ts';
import { shown } from '../core/harmless.ts';
import { tidied } from '../core/tidied.ts';

const units: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
};

/** Bytes per second of `50MB/s`, `1.5GiB/s`; `undefined` for none. Throws kind `usage` for what is no rate. */
export function readRate(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const match = /^(\d+(?:\.\d+)?)\s*([KMG]?i?B)(?:\/s|ps)?$/i.exec(tidied(text));
  const rate = Number(match?.[1]) * (units[match?.[2]?.toUpperCase() ?? ''] ?? Number.NaN);
  if (rate > 0) return rate;
  throw new LivemigError({
    kind: 'usage',
    code: 'RATE',
    message: `--assume-rate is ${shown(text)}, which is not a rate.`,
    fix: 'Give a number of bytes per second with a unit: 50MB/s or 1.5GiB/s.',
  });
}
