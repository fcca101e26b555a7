import { type Fact, known, unknownBecause } from '../../core/check.ts';
import type { HandOver } from '../../core/results/hand-over.ts';
import { seen, seenFact } from '../seen.ts';
import { need, type World } from '../world.ts';

/** Looks, read-only, at what the applications need once the migration is COMPLETE; each is known or not by itself. */
export async function handOver(world: World): Promise<HandOver> {
  const { sourceUri } = world.values;
  const [address, stillOnSource] = await Promise.all([
    seenFact(() => addressNow(world)),
    sourceUri === undefined
      ? unknownBecause<never>('LIVEMIG_SOURCE_URI is not set')
      : seen(() => world.inspector.applications('source', sourceUri)),
  ]);
  return { address, stillOnSource };
}

/** By the network over which it was migrated, which may not be that of the applications. */
async function addressNow(world: World): Promise<Fact<string>> {
  const { connectionStrings: strings } = await world.atlas.cluster(
    need(world, 'atlasProject'),
    need(world, 'destinationCluster'),
  );
  const { network } = world.values;
  if (network === 'private-link') {
    return unknownBecause('that of a private endpoint stands in Atlas alone: Clusters, Connect');
  }
  const inside = network === 'vpc-peering' ? [strings?.privateSrv, strings?.private] : [];
  const [address] = [...inside, strings?.standardSrv, strings?.standard].flatMap((one) => one || []);
  return address === undefined ? unknownBecause('Atlas tells none') : known(address);
}
