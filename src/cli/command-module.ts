import type { LivemigError } from '../core/errors.ts';
import type { NextCommand, ResultEvent } from '../core/events.ts';
import type { CommandResult } from '../core/results/command-result.ts';
import type { FlagGroup } from './flags.ts';
import type { RunPorts } from './run-ports.ts';

/** What a command came to. The exit code is 0 unless it says otherwise; a failure is thrown. */
export interface Outcome {
  readonly status: ResultEvent['status'];
  readonly exitCode?: number;
  /** Told with what was seen: a look has not failed where what it sees has. */
  readonly error?: LivemigError;
  readonly data: Readonly<Record<string, unknown>>;
  readonly next: readonly NextCommand[];
  /** Where `next` is empty after an error: what shows a person more, and changes nothing. */
  readonly see?: NextCommand;
}

/** The options of a command as commander parsed them, by attribute name. */
export type Options = Readonly<Record<string, unknown>>;

/** What a command does. Parsing and running are apart, so each is tested by itself. */
export interface CommandModule {
  /** What it ends with, as in `results`. */
  readonly result: CommandResult;
  run(options: Options, ports: RunPorts): Promise<Outcome>;
}

/** A secret that has no flag, and the variables that it comes from. */
export interface SecretVariables {
  readonly title: string;
  /** Each is one way to give it; first one found. */
  readonly ways: readonly string[];
}

/** A word behind the name of a command, which says what of it is to be done. */
export interface ActionWord {
  readonly word: string;
  readonly about: string;
  /** What stands behind it, as help writes it: `[id]` may, `<file...>` has to, once or more. */
  readonly follows?: string;
}

/** What parsing, help and completion need of a command. It imports nothing that takes time to load. */
export interface CommandDeclaration {
  readonly examples: readonly string[];
  /** The file that it takes, as an option called `file`; it has to be named. */
  readonly file?: { readonly about: string };
  /** What it does besides what its name says; the option `words` has what was typed of it. */
  readonly words?: readonly ActionWord[];
  /** Without the common ones. */
  readonly groups: readonly FlagGroup[];
  readonly secrets: readonly SecretVariables[];
  /** Loaded only when the command runs. */
  load(): Promise<CommandModule>;
}

/** What a text may say of the program and has to fit into. */
export interface TextSettings {
  readonly version: string;
  readonly columns: number;
}

/** A text that is the answer to a command line by itself, and the command that it comes from: `link --help` is help. */
export interface AskedText {
  readonly name: string;
  readonly text: string;
}

/** A command that only prints a text, made of one word or none: it needs no directory. */
export interface TextDeclaration {
  readonly examples: readonly string[];
  /** The word, as commander writes it: `[topic]`; absent where there is none. */
  readonly argument?: string;
  /** Throws a LivemigError of kind `usage` for a word that it does not know. */
  say(word: string | undefined, settings: TextSettings): Promise<string>;
  /** What the word can be, for completion. */
  words(): readonly Word[];
}

/** Something that can be typed, and what it is. */
export interface Word {
  readonly word: string;
  readonly about?: string | undefined;
}
