import type { Fact } from '../check.ts';
import type { Balancer, WriteBlock } from '../results/left-behind.ts';
import type { CleanupState, LinkSide } from './cleanup-plan.ts';

/** What the journal and the audit tell that this migration made; times in ISO 8601, UTC. */
export interface MadeHere {
  readonly entries: readonly MadeEntry[];
  readonly keys: readonly { readonly keyId: string; readonly at: string }[];
  /** The organizations were connected by it, rather than found to be. */
  readonly connectedAt?: string;
  /** An earlier cleanup has seen this side of the link gone, and nothing of it was made since. */
  readonly linkGoneAt: { readonly [Side in LinkSide]?: string };
}

/** `goneAt`: an earlier cleanup has seen it gone, so that one which is listed by now is somebody else's. */
export interface MadeEntry {
  readonly address: string;
  readonly addedAt: string;
  readonly existedBefore?: true;
  readonly goneAt?: string;
}

/** An entry that lets the migration host in. */
export interface ListedEntry {
  readonly entry: string;
  readonly comment: string;
}

export interface ListedKey {
  readonly id: string;
  readonly desc: string;
}

/** One deployment, each part known or not by itself. */
export interface CleanupSide {
  readonly writes: Fact<WriteBlock>;
  readonly balancer: Fact<Balancer>;
  /** Those that engines keep for themselves. */
  readonly databases: Fact<readonly string[]>;
  readonly indexes: Fact<readonly { readonly namespace: string; readonly name: string }[]>;
}

export interface SeenSettings {
  readonly compute: boolean;
  readonly disk: boolean;
  readonly oplogSizeMB: number | undefined;
  readonly oplogMinRetentionHours: number | undefined;
}

/** All that the plan is made of. Names are those that people know. */
export interface CleanupFacts {
  readonly ended: CleanupState;
  readonly cutoverRequested: boolean;
  readonly made: MadeHere;
  readonly names: {
    readonly cluster: string;
    readonly atlasOrg: string;
    readonly atlasProject: string;
    readonly sourceOrg: string;
    readonly sourceProject: string;
    readonly host: string;
  };
  /** Where the consoles show it. */
  readonly pages: {
    readonly accessList: string;
    readonly cluster: string;
    readonly link: string;
    readonly agents: string;
  };
  /** Directories nearby whose migration names the same host and is not COMPLETE, and how many were looked at. */
  readonly beside: { readonly sharing: readonly string[]; readonly looked: number };
  readonly entries: Fact<readonly ListedEntry[]>;
  readonly keys: Fact<readonly ListedKey[]>;
  /** How this migration describes its keys. */
  readonly keyDesc: string;
  /** In words, such as "reported 20 s ago"; `undefined` where none is listed on the migration host. */
  readonly agent: Fact<string | undefined>;
  /** Whether the stages that use it have begun here. */
  readonly isLinkOurs: boolean;
  /** Whether Atlas lists the source project, and whether the manager reports SYNCED. */
  readonly atlasLink: Fact<boolean>;
  readonly managerLink: Fact<boolean>;
  readonly keptSecrets: readonly string[];
  readonly source: CleanupSide;
  readonly destination: CleanupSide;
  readonly settings: Fact<SeenSettings>;
  /** What unblocks the writes of the source, as mongosh takes it. */
  readonly unblock: string;
}
