import type { LivemigEvent } from './events.ts';
import type { Journal } from './journal.ts';
import type { Secret } from './secret.ts';
import type { Danger } from './step.ts';

/** Time and chance, handed in so that tests can drive them. */
export interface Clock {
  now(): Date;
  /** Rejects with the signal's reason when it is aborted. */
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

/** One line of the append-only audit: a request that changes something, or a decision. */
export type AuditEntry =
  | { readonly kind: 'command'; readonly command: string }
  | { readonly kind: 'step'; readonly step: string; readonly state: string; readonly receipt?: unknown }
  | {
      readonly kind: 'request';
      readonly method: string;
      readonly path: string;
      readonly status: number | null;
      readonly errorCode?: string;
    }
  | { readonly kind: 'decision'; readonly decision: string };

export interface AuditLog {
  /** On disk, synced, when the promise is fulfilled. */
  append(entry: AuditEntry): Promise<void>;
}

export interface LockOwner {
  readonly pid: number;
  readonly host: string;
  readonly user: string;
  readonly command: string;
  /** ISO 8601, UTC. */
  readonly since: string;
}

export interface Lock {
  /** Throws a LivemigError of kind `locked`, naming the owner, when another run holds it. */
  acquire(command: string): Promise<void>;
  release(): Promise<void>;
}

/** The install script for the migration host, kept beside the journal. Never holds a secret. */
export interface ScriptStore {
  /** Returns the path as the user would type it. */
  write(name: string, content: string): Promise<string>;
}

export interface Reporter {
  report(event: LivemigEvent): void;
  /** Shows people that something is being waited for, until the next event or question; absent where nobody looks. */
  busy?(what: string): void;
}

export interface Choice {
  readonly value: string;
  readonly name: string;
  /** The facts that decide, such as tier, version and state. */
  readonly note?: string | undefined;
  /** Why it cannot be chosen. */
  readonly unsuitable?: string | undefined;
}

/** What the services listed last, for completion in the shell. */
export interface ChoiceStore {
  /** Keeps the names; fulfilled also where they cannot be kept. Not to be called in a run that must write nothing. */
  rememberChoices(input: string, choices: readonly Choice[]): Promise<void>;
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
