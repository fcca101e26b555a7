import type { AuditEntry, RecordedLine } from './audit.ts';
import type { ArmedCutover, Watch } from './cutover/armed-cutover.ts';
import type { CutoverChange } from './cutover/change-cutover.ts';
import type { LivemigEvent, PlanEvent } from './events.ts';
import type { OutboxLine } from './following/outbox.ts';
import type { Sample } from './following/sample.ts';
import type { InputValue, Journal } from './journal.ts';
import type { LastCheck } from './last-check.ts';
import type { ErrorData } from './results/error-data.ts';
import type { Secret } from './secret.ts';
import type { Danger } from './step.ts';
import type { VerifyJournal } from './verification/entry.ts';
import type { RecheckQueue } from './verification/recheck-queue.ts';

/** Time and chance, handed in so that tests can drive them. */
export interface Clock {
  now(): Date;
  /** Of any length, also beyond what one timer can (core/sleep.ts). Rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** 0 inclusive to 1 exclusive. */
  random(): number;
}

/** The time of a run: the date may be set back or forth meanwhile, and how long something takes is not told by it. */
export interface RunClock extends Clock {
  /** Milliseconds since some moment. They go on evenly, whatever is done to the date. */
  elapsed(): number;
  /** Calls `ring` once, after so long. Keeps no process alive. */
  alarm(ms: number, ring: () => void): void;
}

export interface StateStore {
  /** `undefined` only where there is no state file; anything unreadable is a LivemigError of kind `state-file`. */
  load(): Promise<Journal | undefined>;
  /** On disk, synced, when the promise is fulfilled. */
  save(journal: Journal): Promise<void>;
}

export type SecretName = 'linkToken' | 'agentKey';

/** What a later step needs and no journal may hold; the step that uses a secret removes it. */
export interface SecretStore {
  get(name: SecretName): Promise<Secret | undefined>;
  set(name: SecretName, value: Secret): Promise<void>;
  remove(name: SecretName): Promise<void>;
}

export interface AuditLog {
  /** On disk, synced, when the promise is fulfilled. */
  append(entry: AuditEntry): Promise<void>;
  /** Every line there is, none where there is no file; what is not our file is a LivemigError of kind `state-file`. */
  read(): Promise<readonly RecordedLine[]>;
}

/** A run that has a lock; `since` in ISO 8601. */
export type LockHolder = NonNullable<ErrorData['owner']>;

/** The same as somebody sees it; `elsewhere` where nobody can tell from here whether it still runs. */
export type SeenHolder = LockHolder & { readonly elsewhere?: true };

export interface Lock {
  /** Throws a LivemigError of kind `locked`, naming the owner, when another run holds it. */
  acquire(command: string): Promise<void>;
  /**
   * To be called before anything is written or sent. Throws a LivemigError of kind `locked` (`LOCK_LOST`) where the lock
   * is no longer this run's: removed, or taken by another run while this one was stopped or asleep.
   */
  verify(): Promise<void>;
  release(): Promise<void>;
  /** The run that holds it and lives, or may live elsewhere. For whoever only looks: takes and changes nothing. */
  heldBy(): Promise<SeenHolder | undefined>;
}

/** The cutover that somebody armed here, for every terminal; outside of the lock of the run. */
export interface CutoverStore {
  /**
   * How it stands by now (`core/cutover/armed-cutover.ts`), also where a file cancels it; `undefined` where none was ever
   * armed. Anything unreadable is a LivemigError of kind `state-file`, never "not armed".
   */
  read(): Promise<ArmedCutover | undefined>;
  /**
   * Writes down that it was cancelled by a file, or that its window is over, where that is so and nobody has: it must not
   * come back when the file is removed. Each change does so first.
   */
  settle(): Promise<void>;
  /** Whether somebody follows it who would ask for it. */
  watch(cutover: ArmedCutover): Promise<Watch>;
  /**
   * Makes the next revision, on disk when the promise is fulfilled, of what stands right then; by this process, at
   * `command`. Throws what `changed` throws, and where it cannot be written.
   */
  change(command: string, change: CutoverChange): Promise<ArmedCutover>;
}

/** The install script for the migration host, kept beside the journal. Never holds a secret. */
export interface ScriptStore {
  /** The name gets an ending unless it has `.sh` or `.ps1`. Returns the path as the user would type it. */
  write(name: string, content: string): Promise<string>;
}

/** What was found where a directory holds no migration, or not the one that is wanted. */
export interface Nearby {
  /** The directory that was looked in, absolute. */
  readonly place: string;
  readonly migrations: readonly NearbyMigration[];
}

export interface NearbyMigration {
  /** As it can be typed after --dir here. */
  readonly path: string;
  readonly destination?: string | undefined;
  readonly migrationHost?: string | undefined;
  readonly migrationHostIp?: string | undefined;
  /** Whether it was seen COMPLETE. */
  readonly isComplete?: true;
  /** Whether its journal knows of a migration in Atlas, rather than only of the stages before. */
  readonly isCreated: boolean;
  /** In a parent of the directory, rather than beside it. */
  readonly isAbove: boolean;
}

/** Which migration it is, as people call it. */
export interface MigrationNames {
  readonly source: string;
  readonly destination: string;
  readonly directory: string;
  /** As it is known now; `null` before the migration exists. */
  migrationId(): string | null;
  /** What comes after what is waited for now. */
  next(): string;
  /** By what names and addresses it is known elsewhere. */
  particulars(): readonly Labelled[];
  /** What the command of the cutover would do, in its order. */
  cutoverPlan(): readonly Labelled[];
  /** What becomes of it without this process. */
  whenLeft(): string;
}

/** A line of a page: what it is about, in a word or two, and what there is to say. */
export interface Labelled {
  readonly label: string;
  readonly text: string;
}

export interface Reporter {
  report(event: LivemigEvent): void;
  /** Tells people which migration the events are about, from now on; absent where nobody looks. */
  about?(names: MigrationNames): void;
  /** How commands are advised from now on, in what is made of the data of a result; the texts of events say it already. */
  advise?(here: (text: string) => string): void;
  /** How the data of the result will be told to people; absent where nobody is told. */
  tells?(lines: (data: unknown) => readonly string[]): void;
  /** What stages and steps say from now on is the result itself, and goes to standard output; absent where it does anyway. */
  page?(): void;
  /** Writes a text that is the result itself to standard output, and whatever is said of it elsewhere; absent where it cannot. */
  document?(text: string): void;
  /** Whether what is followed is drawn over again in place, so that each look is welcome. */
  readonly redraws?: boolean;
  /** Shows people that something is being waited for, until the next event or question; absent where nobody looks. */
  busy?(what: string): void;
  /** Shows people the command of a plan in full, which the plan itself leaves out where they are asked; leaves no trace. */
  showCommand?(plan: Pick<PlanEvent, 'command' | 'variables'>): void;
}

export interface Choice {
  readonly value: string;
  readonly name: string;
  /** The facts that decide, such as tier, version and state. */
  readonly note?: string | undefined;
  /** Why it cannot be chosen. */
  readonly unsuitable?: string | undefined;
  /** Stands for what could not be looked at; `unsuitable` says why. */
  readonly isUnseen?: boolean;
}

/** What the services listed last, for completion in the shell. */
export interface ChoiceStore {
  /** Keeps the names; fulfilled also where they cannot be kept. Not to be called in a run that must write nothing. */
  rememberChoices(input: string, choices: readonly Choice[]): Promise<void>;
}

/** What a person had answered when a run ended before the journal remembered it. Never holds a secret. */
export interface AnswerStore {
  /** By input; none where there is no file, or none that can be read. */
  suggested(): Promise<Readonly<Record<string, InputValue>>>;
  /** In place of what was kept before; fulfilled also where it cannot be kept. */
  keep(answers: Readonly<Record<string, InputValue>>): Promise<void>;
  forget(): Promise<void>;
}

/** What the last whole check of this directory found. */
export interface LastCheckStore {
  /** `undefined` where there was none, or none that can be read. */
  load(): Promise<LastCheck | undefined>;
  /** In place of the one before; fulfilled also where it cannot be kept, and while another run has the lock. */
  keep(check: LastCheck): Promise<void>;
}

/** What the looks at this directory's migration have seen. */
export interface SampleStore {
  /** In the order of their times; none where there is no file, and without what cannot be read. */
  load(): Promise<readonly Sample[]>;
  /** Behind the others; fulfilled also where it cannot be kept. Needs no lock: whoever looks may keep what it sees. */
  add(sample: Sample): Promise<void>;
}

/** Who is to be told of what happens. Whatever cannot be used is a LivemigError of kind `state-file`. */
export interface OutboxStore {
  /** In the order in which they were appended; none where there is no file. */
  load(): Promise<readonly OutboxLine[]>;
  /** On disk, synced, when the promise is fulfilled. */
  append(line: OutboxLine): Promise<void>;
}

/** What a step that was cut off can go on from: one value, in a file of its own beside the journal. Never holds a secret. */
export interface CheckpointStore {
  /** `undefined` where nothing is kept for this step, or nothing that can be read. */
  load(step: string): Promise<unknown>;
  /** In place of what was kept before; fulfilled also where it cannot be kept: it only saves time. */
  save(step: string, value: unknown): Promise<void>;
  forget(): Promise<void>;
}

/** One verification and its files. */
export interface KeptVerification {
  /** For when it began; those of one directory sort by time. */
  readonly id: string;
  /** All differences, as JSON lines; the path as a person would type it. */
  readonly differences: string;
  /** What it came to, for `verify merge`; the same. */
  readonly result: string;
  /** `append` only with the lock. */
  readonly journal: VerifyJournal;
  /** Documents that have to be looked at again, of this run and of those before; only with the lock. */
  queues(): { readonly changed: RecheckQueue; readonly open: RecheckQueue };
  /** Written only with the lock, in one move. */
  keepResult(text: string): Promise<void>;
  /** Asks the run that works on it to stop; it needs no lock. */
  wantStop(): Promise<void>;
  isStopWanted(): Promise<boolean>;
  /** What was wanted of an earlier run is not wanted of this one. */
  forgetStop(): Promise<void>;
}

/** The verifications of a directory. Whatever is not as livemig wrote it is a LivemigError of kind `state-file`. */
export interface VerificationStore {
  /** Independent of the lock of the migration, so that a comparison can run beside `start`. */
  readonly lock: Lock;
  /** The oldest first. */
  ids(): Promise<readonly string[]>;
  open(id: string): Promise<KeptVerification>;
  /** Newer than all that there are; needs the lock. */
  create(now: Date): Promise<KeptVerification>;
}

/** What every question may have. */
interface Asked {
  readonly message: string;
  /** Why it is asked, or where the answer is found; shown with the question. */
  readonly hint?: string;
}

export type Question =
  | (Asked & { readonly kind: 'text'; readonly default?: string; check(answer: string): string | true })
  | (Asked & { readonly kind: 'secret'; check(answer: string): string | true })
  | (Asked & { readonly kind: 'yes-no'; readonly default: boolean })
  | (Asked & {
      readonly kind: 'choice';
      readonly choices: readonly Choice[];
      /** The value that is chosen by Enter. */
      readonly default?: string;
    });

/** Who answers questions. Only a terminal has one; without it nothing is ever asked. */
export interface Prompter {
  /** Text and secret answer a string, choice its value, yes-no 'yes' or 'no'. Ctrl-C is kind `interrupted`. */
  ask(question: Question): Promise<string>;
  /** The same, where there is a question before; `undefined` when the person wants to go back to it. */
  askOrBack(question: Question): Promise<string | undefined>;
}

/** Who says yes to what cannot be undone: a typed phrase, or `--confirm`. */
export interface Approver {
  /** Throws a LivemigError where the approval is not given: never a silent no. */
  approve(danger: Danger): Promise<void>;
}
