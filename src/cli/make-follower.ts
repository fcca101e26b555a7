import type { FactValues } from '../core/facts.ts';
import type { Follower } from '../core/following/follower.ts';
import type { Amount, Sample } from '../core/following/sample.ts';
import { writeRateOf } from '../core/following/seen-now.ts';
import { smallestWindow, windowsOf } from '../core/oplog-window.ts';
import type { SampleStore } from '../core/ports.ts';
import { type CloserLooks, createFollower, type OplogsSeen } from '../follow/follower.ts';
import type { Services } from '../stages/services.ts';
import type { Values } from '../stages/values.ts';
import type { RunPorts } from './run-ports.ts';

/**
 * Joins what is kept of the looks to the deployments that can be reached.
 *
 * @param intervalMs between two looks, where that is fixed
 */
export function makeFollower(
  ports: Pick<RunPorts, 'clock'>,
  samples: SampleStore,
  { inspector }: Pick<Services, 'inspector'>,
  { sourceUri, destinationUri }: Pick<Values, 'sourceUri' | 'destinationUri'>,
  intervalMs?: number,
): Follower {
  const looks: CloserLooks = {
    ...(sourceUri && {
      source: async () => amountOf(await inspector.contents('source', sourceUri)),
      oplogs: async () => oplogsOf(await inspector.survey(sourceUri, 'sourceOplogs')),
      writes: async () =>
        writeRateOf(await inspector.survey(sourceUri, 'sourceWrites', undefined, undefined, writesWatchMs)),
    }),
    ...(destinationUri && {
      copied: async () => amountOf(await inspector.contents('destination', destinationUri)),
      engine: () => inspector.engineRecords(destinationUri),
    }),
  };
  return createFollower(samples, looks, ports.clock, intervalMs);
}

/** Long enough for a rate, and so short that the server has few entries of its oplog to add up. */
const writesWatchMs = 5_000;

/** A source of which a shard cannot be read has a shortest window that nobody knows. */
function oplogsOf(oplogs: FactValues['sourceOplogs']): OplogsSeen {
  const windows = windowsOf(oplogs);
  const smallest = oplogs.unread.length > 0 ? undefined : smallestWindow(windows);
  return {
    ...(smallest && { shortestSeconds: Math.floor(smallest.ms / 1_000) }),
    sets: windows
      .flatMap(({ set, ms }) => (ms === undefined ? [] : [{ set, windowMs: ms }]))
      .sort((one, other) => one.windowMs - other.windowMs),
  };
}

function amountOf({ contents: { bytes, documents, indexes } }: { readonly contents: Amount }): Amount {
  return { bytes, documents, ...(indexes !== undefined && { indexes }) };
}

/** For a run that is to leave nothing behind: what it sees is kept no longer than it lives. */
export function keptNowhere(samples: SampleStore): SampleStore {
  const own: Sample[] = [];
  return {
    load: async () => [...(await samples.load()), ...own],
    add: async (sample) => void own.push(sample),
  };
}
