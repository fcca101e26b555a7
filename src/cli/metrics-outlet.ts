import { LivemigError } from '../core/errors.ts';
import type { Measured } from '../core/following/metrics.ts';
import { shown } from '../core/harmless.ts';
import { createMetricsFile } from '../tell/metrics-file.ts';
import type { Options } from './command-module.ts';
import { textOption } from './common-options.ts';
import type { RunPorts } from './run-ports.ts';
import { tell } from './tell.ts';
import { usualMetricsHost } from './tell-flags.ts';

export interface MetricsOutlet {
  /** What is known is another now. */
  changed(): void;
  end(): Promise<void>;
}

/** Whether anybody wants metrics. Throws kind `usage` for what is no port, and for a file that is sure not to be written. */
export async function wantsMetrics(options: Options, ports: Pick<RunPorts, 'refuseUnsavable'>): Promise<boolean> {
  const path = textOption(options, 'metricsFile');
  if (path !== undefined) await ports.refuseUnsavable(path);
  return placeIn(options) !== undefined || path !== undefined;
}

/** Serves metrics and keeps a file of them, as the options say. Throws kind `usage` where it cannot listen. */
export async function openMetrics(
  options: Options,
  ports: RunPorts,
  measured: () => Measured | undefined,
): Promise<MetricsOutlet> {
  const { outlets, clock } = ports;
  const [path, place] = [textOption(options, 'metricsFile'), placeIn(options)];
  const page = () => outlets.metricsPage(measured(), clock.now());
  const server = place && (await outlets.serveMetrics({ ...place, page }));
  const warn = (message: string) => tell(ports, 'warning', message);
  const file =
    path === undefined ? undefined : createMetricsFile({ page, save: (text) => outlets.saveMetrics(path, text), warn });
  return {
    changed: () => file?.refresh(),
    end: async () => void (await Promise.all([file?.end(), server?.close()])),
  };
}

function placeIn(options: Options): { readonly host: string; readonly port: number } | undefined {
  const [text, host] = [textOption(options, 'metricsPort'), textOption(options, 'metricsHost')];
  if (text === undefined && host !== undefined)
    throw usage('CONTRADICTION', '--metrics-host says where metrics are served, and no --metrics-port is given.');
  if (text === undefined) return undefined;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw usage('NUMBER', `--metrics-port is ${shown(text)}, which is no port.`);
  return { host: host ?? usualMetricsHost, port };
}

function usage(code: 'CONTRADICTION' | 'NUMBER', message: string): LivemigError {
  const fix = 'Give a port from 1 to 65535 that nothing else listens on, such as --metrics-port 9464.';
  return new LivemigError({ kind: 'usage', code, message, fix });
}
