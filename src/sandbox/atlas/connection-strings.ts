import type { DestinationCluster } from '../scenario/scenario.ts';

interface Place {
  readonly cluster: DestinationCluster;
  readonly stateName: string;
  /** Without credentials. */
  readonly destinationUri: string;
}

/**
 * None while a cluster is being created, then both, as recorded. Sandboxes have no SRV record: the name in that string
 * is one that never resolves (RFC 6761, section 6.4), unless somebody's own server was given by its SRV record.
 */
export function connectionStrings({ cluster, stateName, destinationUri }: Place) {
  if (stateName === 'CREATING') return {};
  const isSrv = destinationUri.startsWith('mongodb+srv:');
  return {
    standard: destinationUri,
    standardSrv: isSrv ? destinationUri : `mongodb+srv://${cluster.name.toLowerCase()}.sandbox.invalid`,
  };
}
