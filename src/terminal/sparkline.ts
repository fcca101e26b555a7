import type { Alphabet } from './marks.ts';

const bars = { unicode: '▁▂▃▄▅▆▇█', ascii: '_.-=+*#@' } as const;

/** The values as bars of eight heights between 0 and the largest; nothing for whoever listens. */
export function sparkline(values: readonly number[], alphabet: Alphabet): string {
  if (alphabet === 'words') return '';
  const top = Math.max(...values, 1);
  return values.map((value) => bars[alphabet].charAt(Math.min(7, Math.floor((Math.max(0, value) / top) * 8)))).join('');
}
