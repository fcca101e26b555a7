import type { Oplog } from './oplog/oplog.ts';

/** What `serverStatus` counts since the start. */
export interface Metrics {
  readonly network: { bytesIn: number; bytesOut: number; numRequests: number };
  readonly document: { inserted: number; updated: number; deleted: number; returned: number };
  /** Of the TTL monitor. */
  readonly ttl: { passes: number; deletedDocuments: number };
  /** Refusals that clients got to see. */
  readonly asserts: { user: number };
  /** By the command's name. */
  readonly commands: Map<string, { total: number; failed: number }>;
  /** How often pipelines used each stage. */
  readonly stages: Map<string, number>;
  operations: number;
}

export function createMetrics(): Metrics {
  return {
    network: { bytesIn: 0, bytesOut: 0, numRequests: 0 },
    document: { inserted: 0, updated: 0, deleted: 0, returned: 0 },
    ttl: { passes: 0, deletedDocuments: 0 },
    asserts: { user: 0 },
    commands: new Map(),
    stages: new Map(),
    operations: 0,
  };
}

export function countCommand({ commands }: Metrics, name: string): { total: number; failed: number } {
  const counted = commands.get(name) ?? { total: 0, failed: 0 };
  counted.total += 1;
  commands.set(name, counted);
  return counted;
}

const written = { i: 'inserted', u: 'updated', d: 'deleted' } as const;

/** Every document that is written passes through the oplog, so that is where they are counted. */
export function countingOplog(oplog: Oplog, { document }: Metrics): Oplog {
  return {
    ...oplog,
    append(entry) {
      if (entry.op === 'i' || entry.op === 'u' || entry.op === 'd') document[written[entry.op]] += 1;
      return oplog.append(entry);
    },
  };
}
