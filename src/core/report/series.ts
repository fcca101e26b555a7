import type { Sample } from '../following/sample.ts';
import type { Point, Report, Series } from './report.ts';

/**
 * Samples are one in ten minutes after a day (core/following/thinned.ts): after three of those without one, nobody knows what was
 * in between.
 */
const gapMs = 30 * 60_000;

/** More than a chart has pixels to tell apart. */
const most = 400;

/** A lag of a hundred years is none: a file was damaged, or a service was wrong. */
const longestLag = 100 * 365 * 86_400;

/**
 * What the looks at a migration have seen, as it is drawn; `samples` in the order of their times. A value that cannot be is as good
 * as none, and a time that has not come yet, by which the others would be pressed together, is not drawn.
 */
export function followingIn(
  looks: readonly Sample[],
  marks: Report['following']['marks'],
  madeAt: string,
): Report['following'] {
  const madeMs = Date.parse(madeAt);
  const hasCome = ({ at }: { readonly at: string }) => Date.parse(at) <= madeMs;
  const samples = looks.filter(hasCome);
  return {
    looks: looks.length,
    afterReport: looks.length - samples.length,
    from: samples[0]?.at ?? null,
    until: samples.at(-1)?.at ?? null,
    lag: seriesOf('seconds', samples, ({ lagSeconds }) =>
      lagSeconds !== null && lagSeconds >= 0 && lagSeconds <= longestLag ? lagSeconds : undefined,
    ),
    copied: seriesOf('percent', samples, ({ source, copied }) =>
      source === undefined || copied === undefined || source.bytes <= 0 || copied.bytes < 0
        ? undefined
        : Math.min(100, (100 * copied.bytes) / source.bytes),
    ),
    marks: marks.filter(hasCome),
  };
}

/** In parts where a look saw no value, or where nobody looked for long. */
function seriesOf(
  unit: Series['unit'],
  samples: readonly Sample[],
  valueIn: (sample: Sample) => number | undefined,
): Series {
  const parts: Point[][] = [];
  let points = 0;
  let last: number | undefined;
  for (const sample of samples) {
    const value = valueIn(sample);
    if (value === undefined) {
      last = undefined;
      continue;
    }
    points += 1;
    const point = { at: sample.at, value };
    const ms = Date.parse(sample.at);
    if (last !== undefined && ms - last <= gapMs) parts.at(-1)?.push(point);
    else parts.push([point]);
    last = ms;
  }
  return { unit, points, parts: points <= most ? parts : parts.map((part) => thinnedPart(part, points)) };
}

/** The first, the lowest, the highest and the last of each stretch: no peak is lost, and none is made up. */
function thinnedPart(part: readonly Point[], of: number): readonly Point[] {
  const stretches = Math.max(1, Math.round((most / 4) * (part.length / of)));
  const size = Math.ceil(part.length / stretches);
  return Array.from({ length: stretches }, (_, index) => part.slice(index * size, (index + 1) * size)).flatMap(turns);
}

function turns(stretch: readonly Point[]): Point[] {
  const byValue = stretch.toSorted((one, other) => one.value - other.value);
  const kept = new Set([stretch[0], byValue[0], byValue.at(-1), stretch.at(-1)]);
  return stretch.filter((point) => kept.has(point));
}
