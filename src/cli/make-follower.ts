import type { Follower } from '../core/following/follower.ts';
import type { Amount, Sample } from '../core/following/sample.ts';
import { smallestWindow, windowsOf } from '../core/oplog-window.ts';
import type { SampleStore } from '../core/ports.ts';
import { createFollower } from '../follow/follower.ts';
import type { Services } from '../stages/services.ts';
import type { Values } from '../stages/values.ts';
import type { RunPorts } from './run-ports.ts';

/** Joins what is kept of the looks to the deployments that can be reached. */
export function makeFollower(
  ports: Pick<RunPorts, 'clock'>,
  samples: SampleStore,
  { inspector }: Pick<Services, 'inspector'>,
  { sourceUri, destinationUri }: Pick<Values, 'sourceUri' | 'destinationUri'>,
): Follower {
  const looks = {
    ...(sourceUri && {
      source: async () => amountOf(await inspector.contents('source', sourceUri)),
      // A source of which a shard cannot be read has a window that nobody knows.
      oplogSeconds: async () => {
        const oplogs = await inspector.survey(sourceUri, 'sourceOplogs');
        const smallest = smallestWindow(windowsOf(oplogs));
        return smallest === undefined || oplogs.unread.length > 0 ? undefined : Math.floor(smallest.ms / 1_000);
      },
    }),
    ...(destinationUri && {
      copied: async () => amountOf(await inspector.contents('destination', destinationUri)),
    }),
  };
  return createFollower(samples, looks, ports.clock);
}

function amountOf({ contents: { bytes, documents } }: { readonly contents: Amount }): Amount {
  return { bytes, documents };
}

/** For a run that is to leave nothing behind: what it sees is kept no longer than it lives. */
export function keptNowhere(samples: SampleStore): SampleStore {
  const own: Sample[] = [];
  return {
    load: async () => [...(await samples.load()), ...own],
    add: async (sample) => void own.push(sample),
  };
}
