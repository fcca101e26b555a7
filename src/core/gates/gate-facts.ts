import type { Fact } from '../check.ts';
import type { SourceIdentity } from '../facts/identity.ts';
import type { FactValues } from '../facts.ts';
import type { MigrationDetails } from '../results/migration-details.ts';
import type { ClusterTime, SideIdentity } from '../verification/side.ts';
import type { ChecklistAnswer } from './checklist.ts';

/** What the verifications of this directory come to. */
export interface Verified {
  /** When the newest of them was last heard of: ISO 8601. */
  readonly at: string;
  readonly level: string;
  /** Which source it was of; absent where that was not seen. */
  readonly source?: Pick<SideIdentity, 'setName' | 'id' | 'hosts'>;
  /** What it is about, in words; empty where that is all of both sides. */
  readonly scope: string;
  /** `open` where it has come to no verdict yet. */
  readonly verdict: 'identical' | 'different' | 'not-all-compared' | 'nothing-compared' | 'open';
  /** In the time of the source: every write up to here was seen on the destination. */
  readonly through?: ClusterTime;
  /** Documents that differed when they were last looked at. */
  readonly open: number;
}

/** What the gates are judged by: one look at everything that a cutover depends on. */
export interface GateFacts {
  readonly now: Date;
  /** The destination cluster. */
  readonly destination: string;
  readonly migration: MigrationDetails;
  /** The lag of the look before this one; absent where this is the first. */
  readonly lagBefore?: number | null;
  readonly writes: Fact<FactValues['sourceLatestWrites']>;
  readonly transactions: Fact<FactValues['sourceTransactions']>;
  readonly balancer: Fact<FactValues['sourceBalancer']>;
  readonly indexBuilds: Fact<FactValues['destinationIndexBuilds']>;
  readonly users: Fact<FactValues['destinationUsers']>;
  /** Where that was looked at earlier than the rest: when. ISO 8601, UTC. */
  readonly usersSeenAt?: string | undefined;
  /** Of the connection string at hand; only looked at where there is a verification to hold against it. */
  readonly source: Fact<SourceIdentity>;
  /** `undefined` where nothing was ever verified here. */
  readonly verified: Fact<Verified | undefined>;
  readonly checklist: ChecklistAnswer | undefined;
}
