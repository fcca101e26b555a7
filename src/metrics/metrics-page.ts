import { Counter, Gauge, Registry } from 'prom-client';
import { type Measured, metrics } from '../core/following/metrics.ts';

/** The format that all of Prometheus read (prometheus.io/docs/instrumenting/exposition_formats). */
export const metricsContentType = Registry.PROMETHEUS_CONTENT_TYPE;

const labelNames = ['migration_id', 'destination'] as const;

/** All metrics as text; of what is not known only the name, and the same of everything while there is no migration. */
export function metricsPage(measured: Measured | undefined, now: Date): Promise<string> {
  const registry = new Registry();
  for (const [name, { type, help, value }] of Object.entries(metrics)) {
    const known = measured && value(measured, now);
    const metric = { name, help, labelNames, registers: [registry] };
    const labels = { migration_id: measured?.migrationId ?? '', destination: measured?.destination ?? '' };
    if (type === 'gauge') {
      const gauge = new Gauge(metric);
      if (known !== undefined) gauge.set(labels, known);
    } else {
      const counter = new Counter(metric);
      if (known !== undefined) counter.inc(labels, known);
    }
  }
  return registry.metrics();
}
