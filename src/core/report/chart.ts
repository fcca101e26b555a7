import { lasting } from '../way-back/downtime-words.ts';
import type { Report, Series } from './report.ts';

/** Where something is drawn, in the units of the drawing: from left to right, and from the top down. */
interface Place {
  readonly x: number;
  readonly y: number;
}

interface Tick {
  readonly at: number;
  readonly label: string;
}

/** A drawing as a value: lines, and what is written beside them. */
export interface Chart {
  readonly title: string;
  /** The same for whoever does not see it. */
  readonly description: string;
  readonly width: number;
  readonly height: number;
  /** The area in which the lines are. */
  readonly area: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
  /** Each is drawn through; one place alone is a dot. */
  readonly lines: readonly (readonly Place[])[];
  readonly across: readonly Tick[];
  readonly up: readonly Tick[];
  readonly marks: readonly Tick[];
  readonly axis: { readonly across: string; readonly up: string };
}

type Following = Report['following'];

const [width, height] = [720, 240];
const area = { left: 64, right: 704, top: 28, bottom: 196 };

/** The chart of a series over the time in which anybody looked; `undefined` where there is nothing to draw. */
export function chartOf(title: string, series: Series, { from, until, marks }: Following): Chart | undefined {
  const points = series.parts.flat();
  if (from === null || until === null || points.length === 0) return undefined;
  const values = points.map(({ value }) => value);
  const highest = series.unit === 'percent' ? 100 : Math.max(...values);
  const scale = scaleOf(series.unit, highest);
  // What is marked may have been seen by another command than the looks.
  const times = [from, until, ...marks.map(({ at }) => at)].map((at) => Date.parse(at));
  const begin = Math.min(...times);
  const span = Math.max(1, Math.max(...times) - begin);
  const xAt = (ms: number) => rounded(area.left + ((area.right - area.left) * (ms - begin)) / span);
  const xOf = (at: string) => xAt(Date.parse(at));
  const yOf = (value: number) => rounded(area.bottom - ((area.bottom - area.top) * value) / scale.top);
  return {
    ...{ title, width, height, area },
    description: descriptionOf(series, values),
    lines: series.parts.map((part) => part.map(({ at, value }) => ({ x: xOf(at), y: yOf(value) }))),
    across: timeTicks(begin, span).map(({ at, label }) => ({ at: xAt(at), label })),
    up: scale.steps.map((value) => ({ at: yOf(value), label: String(rounded(value / scale.one)) })),
    marks: marks.map(({ at, label }) => ({ at: xOf(at), label })),
    axis: { across: `time, UTC, from ${minuteText(begin)}`, up: scale.unit },
  };
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

interface Scale {
  /** In the unit of the series. */
  readonly top: number;
  readonly steps: readonly number[];
  /** So much of it is one of what is written. */
  readonly one: number;
  readonly unit: string;
}

const durations = [
  { unit: 'days', one: 86_400 },
  { unit: 'hours', one: 3_600 },
  { unit: 'minutes', one: 60 },
  { unit: 'seconds', one: 1 },
] as const;

/** From 0, so that a small lag does not look like a large one; at most five steps of 1, 2 or 5. */
function scaleOf(unit: Series['unit'], highest: number): Scale {
  const { unit: name, one } =
    unit === 'percent'
      ? { unit: '%', one: 1 }
      : (durations.find(({ one }) => highest >= 2 * one) ?? { unit: 'seconds', one: 1 });
  const most = Math.max(highest / one, 1);
  const power = 10 ** Math.floor(Math.log10(most / 4));
  const step = Math.max(1, [1, 2, 5, 10].map((times) => times * power).find((size) => most / size <= 5) ?? most);
  const count = Math.ceil(most / step);
  const steps = Array.from({ length: count + 1 }, (_, index) => index * step * one);
  return { top: count * step * one, steps, one, unit: name };
}

const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000];
const timeSteps = [
  ...[second, 2 * second, 5 * second, 10 * second, 30 * second],
  ...[minute, 2 * minute, 5 * minute, 10 * minute, 30 * minute],
  ...[hour, 3 * hour, 6 * hour, 12 * hour, day, 2 * day, 7 * day, 30 * day],
];

function timeTicks(begin: number, span: number): Tick[] {
  const step = timeSteps.find((size) => span / size <= 6) ?? 30 * day * Math.ceil(span / (180 * day));
  const first = Math.ceil(begin / step) * step;
  const count = Math.max(0, Math.floor((begin + span - first) / step) + 1);
  return Array.from({ length: count }, (_, index) => first + index * step).map((at) => ({
    at,
    label: label(at, step),
  }));
}

function label(at: number, step: number): string {
  const text = new Date(at).toISOString();
  if (step >= day) return text.slice(5, 10);
  if (step >= hour) return `${text.slice(8, 10)}, ${text.slice(11, 16)}`;
  return step >= minute ? text.slice(11, 16) : text.slice(11, 19);
}

function minuteText(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}

/** A lag in its own two largest units: of hours, a minute would be none. */
function descriptionOf({ parts, unit }: Series, values: readonly number[]): string {
  const told = (value = 0) => (unit === 'percent' ? `${rounded(value)} %` : lasting(value * 1_000));
  const gaps = parts.length - 1;
  const unknown = gaps === 0 ? '' : ` ${gaps} ${gaps === 1 ? 'gap' : 'gaps'}, in which nothing was seen of it.`;
  return `First ${told(values[0])}, at most ${told(Math.max(...values))}, last ${told(values.at(-1))}.${unknown}`;
}
