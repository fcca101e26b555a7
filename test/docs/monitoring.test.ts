import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Measured, metrics } from '../../src/core/following/metrics.ts';
import { metricsPage } from '../../src/metrics/metrics-page.ts';

const place = join(import.meta.dirname, '../../docs/monitoring');
const textOf = (name: string) => readFileSync(join(place, name), 'utf8');

const Rule = z.strictObject({
  alert: z.string().regex(/^Livemig\w+$/),
  expr: z.string(),
  for: z
    .string()
    .regex(/^\d+[smhd]$/)
    .optional(),
  labels: z.strictObject({ severity: z.enum(['warning', 'critical']) }),
  annotations: z.strictObject({ summary: z.string(), description: z.string() }),
});
const Rules = z.strictObject({
  groups: z.tuple([z.strictObject({ name: z.literal('livemig'), rules: z.array(Rule) })]),
});
const Dashboard = z.looseObject({
  panels: z.array(
    z.looseObject({
      title: z.string(),
      gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
      targets: z.array(z.looseObject({ expr: z.string(), legendFormat: z.string() })),
    }),
  ),
  templating: z.object({ list: z.array(z.looseObject({ name: z.string(), query: z.unknown() })) }),
});

const { rules } = Rules.parse(parse(textOf('alerts.yaml'))).groups[0];
const { panels, templating } = Dashboard.parse(JSON.parse(textOf('grafana-dashboard.json')));
const panelExpressions = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));

/** A page on which everything is known. */
const time = '2026-01-18T12:00:00.000Z';
const all: Measured = {
  ...{ migrationId: 'm', destination: 'd', requestErrors: 1 },
  details: {
    ...{ status: 'WORKING', readyForCutover: true, lagSeconds: 1 },
    rollbackWindow: { state: 'open', closesAt: time, leftMs: 1, because: 'all is known' },
    armedCutover: { state: 'armed', text: 'armed', armedAt: time, armedBy: 'ana', watch: 'watched' },
    following: {
      ...{ phase: 'ready', share: 1, clocks: { answer: time, change: time, progress: time } },
      ...{ oplog: { windowMs: 1, neededMs: 1, isShort: false }, deadline: { latest: time, isOver: true } },
    },
  },
};
const page = await metricsPage(all, new Date(time));
const exported = new Set(page.match(/^livemig_\w+/gm));
const labels = new Set([...page.matchAll(/[{,](\w+)=/g)].map(([, label]) => label));

const namesIn = (text: string) => text.match(/\blivemig_\w+/g) ?? [];
/** Labels that an expression selects by, of metrics of ours. */
const labelsIn = (expr: string) =>
  [...expr.matchAll(/livemig_\w+\{([^}]*)\}/g)].flatMap(([, inner = '']) =>
    [...inner.matchAll(/(\w+)=/g)].map(([, label]) => label),
  );

describe('what is there for monitoring', () => {
  it('is about metrics that are exported, each of them', () => {
    expect([...exported]).toEqual(Object.keys(metrics));
    expect(new Set(panelExpressions.flatMap(namesIn))).toEqual(exported);
    expect(rules.flatMap(({ expr }) => namesIn(expr)).filter((name) => !exported.has(name))).toEqual([]);
    expect(namesIn(JSON.stringify(templating)).filter((name) => !exported.has(name))).toEqual([]);
  });

  it('selects and shows by labels that they have', () => {
    const selected = panelExpressions.flatMap(labelsIn);
    expect(new Set(selected)).toEqual(labels);
    const shown = panels.flatMap(({ targets }) => targets.flatMap(({ legendFormat }) => legendFormat.match(/\w+/g)));
    expect(new Set(shown)).toEqual(labels);
    expect(templating.list.map(({ name }) => name)).toEqual(expect.arrayContaining([...labels]));
    const told = rules.flatMap((rule) =>
      [...JSON.stringify(rule).matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label),
    );
    expect(told.filter((label) => !labels.has(label) && label !== 'instance')).toEqual([]);
  });

  it('has expressions whose brackets are closed', () => {
    for (const expr of [...panelExpressions, ...rules.map(({ expr }) => expr)])
      for (const [open, closed] of ['()', '{}', '[]'])
        expect([expr, expr.split(open ?? '').length]).toEqual([expr, expr.split(closed ?? '').length]);
  });

  it('has alerts and panels with a name of their own, and no panel over another', () => {
    for (const names of [rules.map(({ alert }) => alert), panels.map(({ title }) => title)])
      expect(names).toEqual([...new Set(names)]);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
    );
    expect(cells).toHaveLength(new Set(cells).size);
    expect(cells.filter((cell) => Number(cell.split(',')[0]) >= 24)).toEqual([]);
  });
});
