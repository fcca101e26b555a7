import type { AtlasApi } from '../api/atlas.ts';
import type { ManagerApi } from '../api/ops-manager.ts';
import type { AuditEntry } from '../core/audit.ts';
import type { CredentialSide, Credentials, FoundCredentials } from '../core/credentials.ts';
import type { ExecutableEnd, ExecutableRun } from '../core/executable.ts';
import type { ManagerKind } from '../core/facts.ts';
import type { Measured } from '../core/following/metrics.ts';
import type { Recipient } from '../core/following/recipient.ts';
import type { Hook } from '../core/hooks/hook.ts';
import type {
  AnswerStore,
  Approver,
  AuditLog,
  CheckpointStore,
  ChoiceStore,
  CutoverStore,
  LastCheckStore,
  Lock,
  Nearby,
  OutboxStore,
  Prompter,
  Reporter,
  RunClock,
  SampleStore,
  ScriptStore,
  SecretStore,
  StateStore,
  VerificationStore,
} from '../core/ports.ts';
import type { Report } from '../core/report/report.ts';
import type { ReportFormat } from '../core/results/report-result.ts';
import type { Secret } from '../core/secret.ts';
import type { Sandbox, SandboxOptions } from '../sandbox/index.ts';
import type { Inspector } from '../stages/services.ts';
import type { RemoteShell } from '../stages/world.ts';
import type { DoctorPorts } from './doctor-ports.ts';
import type { NamedProfile, ProfilePorts } from './profile-ports.ts';

/** The files of one migration. Reading creates nothing. */
export interface MigrationFiles {
  readonly state: StateStore;
  readonly secrets: SecretStore;
  readonly scripts: ScriptStore;
  readonly audit: AuditLog;
  /** The same, for what may be done while another run has the lock. */
  readonly sideAudit: Pick<AuditLog, 'append'>;
  readonly choices: ChoiceStore;
  readonly answers: AnswerStore;
  readonly checkpoints: CheckpointStore;
  readonly samples: SampleStore;
  readonly lastCheck: LastCheckStore;
  readonly outbox: OutboxStore;
  verifications(): Promise<VerificationStore>;
  /** The armed cutover, for which nobody needs the lock. */
  cutover(): Promise<CutoverStore>;
  readonly lock: Lock;
}

export interface Connection {
  readonly baseUrl: string;
  readonly credentials: Credentials;
  onAnswer(entry: Extract<AuditEntry, { kind: 'request' }>): void;
  /** Called right before each changing request; rejects where this run may change nothing. */
  beforeWrite(): Promise<void>;
}

export interface ManagerConnection extends Connection {
  readonly kind: ManagerKind;
  readonly caFile: string | undefined;
}

/** A run of livemig itself in another process; `line` gets its standard output line by line. */
export interface ChildRun {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  line(text: string): void;
}

/** By which others learn of a migration. */
export interface Outlets {
  /** Kind `usage` for what is no address; unsigned without a secret. */
  webhook(address: Secret, secret: Secret | undefined): Promise<Recipient>;
  /** The path to run a file by; kind `usage` where nobody could. */
  executableAt(path: string): Promise<string>;
  /** The hooks of a directory; kind `usage` where it holds what is none. */
  readHooks(directory: string): Promise<readonly Hook[]>;
  /** How it went is the result, also where it could not be started. */
  runExecutable(run: ExecutableRun): Promise<ExecutableEnd>;
  metricsPage(measured: Measured | undefined, now: Date): Promise<string>;
  /** Kind `usage` where it cannot listen there. */
  serveMetrics(options: MetricsPlace): Promise<{ close(): Promise<void> }>;
  report(report: Report, format: ReportFormat): Promise<string>;
  /** In place of what the file held, to be read by anybody; kind `usage` where it cannot. */
  saveMetrics(path: string, text: string): Promise<void>;
}

export interface MetricsPlace {
  readonly host: string;
  readonly port: number;
  page(): Promise<string>;
}

/** The world outside, as the commands see it; `main.ts` builds the real one. Costly members are built when called. */
export interface RunPorts {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: RunClock;
  readonly signal: AbortSignal;
  readonly user: string;
  /** The time zone of this machine, such as `Europe/Berlin`. */
  readonly timeZone: string;
  /** Of this machine, as far as this process may use them. */
  readonly cores: number;
  readonly version: string;
  readonly reporter: Reporter;
  /** Standard error, for what a sandbox says while it runs: with `--json` its events are what a program reads. */
  err(text: string): void;
  /** What a person has typed and a service has taken, for the other commands of this process; kept nowhere else. */
  readonly typedCredentials: Map<CredentialSide, FoundCredentials>;
  /** Those of Atlas CLI and mongocli; looked at only where a person has named one, or wants to see them. */
  readonly profiles: ProfilePorts;
  /** The one that was named. */
  readonly profile?: NamedProfile;
  /** Absent without a terminal and in CI. */
  prompter(): Prompter | undefined;
  /** Typing on a terminal, `--confirm` without one. */
  approver(prompter: Prompter | undefined, confirm: string | undefined): Approver;
  openDirectory(path: string): Promise<MigrationFiles>;
  /** Looks for other migrations near a directory; reads only, and finds nothing rather than fail. */
  findMigrations(directory: string, atMost?: number): Promise<Nearby>;
  connectAtlas(connection: Connection): Promise<AtlasApi>;
  connectManager(connection: ManagerConnection): Promise<ManagerApi>;
  readonly inspector: Inspector;
  readonly remoteShell: RemoteShell;
  readonly outlets: Outlets;
  readonly doctor: DoctorPorts;
  /** Writes a plan into a directory that holds nothing else; kind `usage` where it does. */
  writePlan(directory: string, files: readonly { readonly name: string; readonly content: string }[]): Promise<void>;
  /** Kind `usage` where it cannot be read, or has more than so many bytes: 1 MiB unless it is said. */
  readFile(path: string, most?: number): Promise<string>;
  /** Puts a text, for its owner alone, into a file that somebody named, in place of what it held; kind `usage` where it cannot. */
  saveFile(path: string, text: string): Promise<void>;
  /** Kind `usage` where that is sure to fail: before there is a text, and without writing. */
  refuseUnsavable(path: string): Promise<void>;
  readStdin(): Promise<string>;
  startSandbox(options: Omit<SandboxOptions, 'clock'>): Promise<Sandbox>;
  makeTemporaryDirectory(): Promise<{ readonly path: string; remove(): Promise<void> }>;
  runSelf(run: ChildRun): Promise<number>;
}
