import type { MigrationDetails } from '../results/migration-details.ts';

/** What is known of a migration at the moment, for who watches it by numbers. */
export interface Measured {
  readonly migrationId: string;
  /** The destination cluster. */
  readonly destination: string;
  /** What the newest look tells, and all looks together. */
  readonly details?: MigrationDetails | undefined;
  /** Of this run: how often Atlas was asked and gave no usable answer. */
  readonly requestErrors: number;
}

interface Metric {
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  /** `undefined` where it is not known: it is absent then, and never 0. */
  value(measured: Measured, now: Date): number | undefined;
}

const inSeconds = (iso: string | undefined) => (iso === undefined ? undefined : Date.parse(iso) / 1000);

/**
 * Everything that is exported, by name: base units and endings as Prometheus wants them (prometheus.io/docs/practices/naming).
 * The names are a contract; each has the labels `migration_id` and `destination`.
 */
export const metrics = {
  livemig_lag_seconds: {
    type: 'gauge',
    help: 'How far the destination is behind the source, as Atlas reports it.',
    value: ({ details }) => details?.lagSeconds ?? undefined,
  },
  livemig_progress_ratio: {
    type: 'gauge',
    help: 'What has been copied of the data of the source, from 0 to 1, by bytes.',
    value: ({ details }) => details?.following?.share,
  },
  livemig_oplog_window_seconds: {
    type: 'gauge',
    help: 'How far back the shortest oplog of the source reaches.',
    value: ({ details }) => {
      const ms = details?.following?.oplog?.windowMs;
      return ms === undefined ? undefined : ms / 1000;
    },
  },
  livemig_deadline_seconds: {
    type: 'gauge',
    help: 'How long a cutover is still possible, at the least; negative once that may be over.',
    value: ({ details }, now) => {
      const { earliest, latest } = details?.following?.deadline ?? {};
      const at = inSeconds(earliest ?? latest);
      return at === undefined ? undefined : at - now.getTime() / 1000;
    },
  },
  // A point in time and not a rest: whoever keeps it in a file has ended by then, and it runs down all the same.
  livemig_rollback_window_end_timestamp_seconds: {
    type: 'gauge',
    help: 'Until when the oplog of the destination holds every change since the cutover, by estimate; once that is gone, when it was seen so.',
    value: ({ details }) => {
      const window = details?.rollbackWindow;
      if (window?.state === 'gone') return inSeconds(window.seenAt);
      return window?.state === 'open' ? inSeconds(window.closesAt) : undefined;
    },
  },
  livemig_cutover_armed: {
    type: 'gauge',
    help: 'Whether a cutover is armed for a window and not requested yet: 1 or 0.',
    value: ({ details }) => {
      const state = details?.armedCutover?.state;
      if (state === undefined) return undefined;
      return ['armed', 'waiting', 'attempting'].includes(state) ? 1 : 0;
    },
  },
  livemig_last_success_timestamp_seconds: {
    type: 'gauge',
    help: 'When Atlas last told where the migration stands.',
    value: ({ details }) => inSeconds(details?.following?.clocks.answer),
  },
  livemig_request_errors_total: {
    type: 'counter',
    help: 'How often this run has asked Atlas and got no usable answer.',
    value: ({ requestErrors }) => requestErrors,
  },
} as const satisfies Readonly<Record<string, Metric>>;
