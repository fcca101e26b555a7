import type { Attempt } from '../attempts.ts';
import type { RecordedLine } from '../audit.ts';
import type { ArmedCutover } from '../cutover/armed-cutover.ts';
import type { Sample } from '../following/sample.ts';
import type { Journal } from '../journal.ts';
import type { LastCheck } from '../last-check.ts';
import type { Past } from '../past.ts';
import type { LockHolder } from '../ports.ts';
import type { DestinationBefore } from '../results/left-behind.ts';
import type { VerificationState } from '../results/verify-data.ts';
import type { SideIdentity } from '../verification/side.ts';
import type { Verification } from '../verification/verification.ts';
import type { CutoverBefore } from '../way-back/cutover-before.ts';
import type { Downtime } from '../way-back/downtime.ts';
import type { SeenComplete } from '../way-back/seen-complete.ts';

/** A verification of the directory, and what it came to if it came to anything. */
export interface KeptResult {
  readonly id: string;
  readonly state: VerificationState;
  readonly begunAt: string;
  readonly by: string;
  readonly sides?: { readonly source: SideIdentity; readonly destination: SideIdentity };
  readonly result?: Verification;
}

export interface NotRead {
  readonly file: 'state.json' | 'events.ndjson' | 'the armed cutover' | 'the lock';
  /** A sentence. */
  readonly why: string;
}

/** All that the files of a migration directory tell, as they were read; what is absent was not there. */
export interface ReportSources {
  /** An empty one where there is none. */
  readonly journal: Journal;
  readonly recorded: readonly RecordedLine[];
  readonly past: Past;
  readonly attempts: readonly Attempt[];
  /** Why the audit may not be what was written. */
  readonly doubt: string | undefined;
  /** In the order of their times. */
  readonly samples: readonly Sample[];
  readonly lastCheck: LastCheck | undefined;
  readonly armed: ArmedCutover | undefined;
  /** The newest first. */
  readonly verifications: readonly KeptResult[];
  /** Verifications that cannot be read, and why: a sentence for each. */
  readonly unreadable: readonly string[];
  /** Files that are there and cannot be read, and why. Without `state.json` the journal is what the audit tells of it. */
  readonly notRead: readonly NotRead[];
  readonly holder: LockHolder | undefined;
  /** What the journal tells of its migration. */
  readonly migration: { readonly state: 'none' | 'asked' | 'created'; readonly id?: string | undefined };
  readonly destinationBefore: DestinationBefore | undefined;
  readonly request: { readonly at: string; readonly by: string | undefined } | undefined;
  readonly before: CutoverBefore | undefined;
  readonly downtime: Downtime | undefined;
  readonly seenComplete: SeenComplete | undefined;
  /** When the source was first seen to block writes, after the request. */
  readonly blockedAt: string | undefined;
  /** The comparison that followed the cutover, where it found nothing that differs. */
  readonly comparison: Partial<Verification> | undefined;
  /** Every step that there is, in order; with why it has no meaning here, where that is known. */
  readonly steps: readonly { readonly id: string; readonly title: string; readonly pointless?: string | undefined }[];
  readonly made: {
    readonly at: string;
    readonly by: string;
    readonly livemig: string;
    readonly directory: string;
    /** The end of a command that is about this directory: ` --dir DIR`, or empty. */
    readonly dirFlag: string;
  };
}
