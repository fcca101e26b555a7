import type { Outlets } from './cli/run-ports.ts';
import type { RunClock } from './core/ports.ts';
import type { ExecutableOptions } from './processes/run-executable.ts';

export interface OutletOptions extends Pick<ExecutableOptions, 'kill'> {
  readonly clock: RunClock;
  readonly userAgent: string;
}

/** Puts together by what others learn of a migration; what costs time to load is loaded when it is first needed. */
export function createOutlets({ clock, userAgent, kill }: OutletOptions): Outlets {
  const page: Outlets['metricsPage'] = async (measured, now) =>
    (await import('./metrics/metrics-page.ts')).metricsPage(measured, now);
  return {
    webhook: async (address, secret) =>
      (await import('./api/webhook.ts')).createWebhook({ address, secret, clock, userAgent }),
    executableAt: async (path) => (await import('./files/read-hooks.ts')).executableAt(path),
    readHooks: async (directory) => (await import('./files/read-hooks.ts')).readHooks(directory),
    runExecutable: async (run) => (await import('./processes/run-executable.ts')).runExecutable(run, { clock, kill }),
    metricsPage: page,
    serveMetrics: async (options) => (await import('./metrics/serve-metrics.ts')).serveMetrics(options),
    report: async (report, format) => (await import('./report/report-text.ts')).reportText(report, format),
    // A collector is another user.
    saveMetrics: async (path, text) => (await import('./files/save-text-file.ts')).saveTextFile(path, text, 0o644),
  };
}
