import type { LoggedIn } from '../facts/health.ts';
import type { ClusterTime, SideIdentity } from './side.ts';
import type { NamedCollection } from './sight.ts';

export interface SeenDatabase {
  readonly name: string;
  /** Only where the user may list them and may not compare them all. */
  readonly collections?: readonly NamedCollection[];
}

/** One side as it was seen before anything of it is compared, by what its own servers say. */
export interface SideRead {
  readonly identity: Omit<SideIdentity, 'topology'>;
  readonly topology: SideIdentity['topology'] | 'standalone';
  readonly answered: {
    /** What the server is that answered: `other` is one that is starting, an arbiter, or in trouble. */
    readonly as: 'primary' | 'router' | 'secondary' | 'other';
    /** Its own name for itself, `host:port`. */
    readonly me?: string | undefined;
    /** Which server it takes for the primary. */
    readonly primary?: string | undefined;
  };
  /** Of the newest operation that this server has applied. */
  readonly operationTime?: ClusterTime | undefined;
  /** The newest time that it has heard of. */
  readonly clusterTime?: ClusterTime | undefined;
  /** Absent where the server wants no login. */
  readonly login?: LoggedIn | undefined;
  /** Whether `databases` has all there are; a server leaves out, silently, what a user may not see. */
  readonly isListWhole: boolean;
  /** Those of users. */
  readonly databases: readonly SeenDatabase[];
}
