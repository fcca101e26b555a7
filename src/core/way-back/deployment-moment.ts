import type { Fact } from '../check.ts';
import type { Balancer, WriteBlock } from '../results/left-behind.ts';
import type { ClusterTime } from '../verification/side.ts';

/** What a deployment says of one moment, each known or not known by itself. */
export interface DeploymentMoment {
  /** The server that answered: `host:port`. */
  readonly server: string;
  /** Of its newest operation. */
  readonly clusterTime: Fact<ClusterTime>;
  /** When user data was last written, and how long ago that was; both by the server's own clock. */
  readonly lastWrite: Fact<{ readonly at: Date; readonly agoMs: number }>;
  readonly writes: Fact<WriteBlock>;
  readonly balancer: Fact<Balancer>;
  /** Whether a primary, or a router, answers. */
  readonly hasPrimary: boolean;
}
