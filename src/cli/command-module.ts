import type { Command } from 'commander';
import type { NextCommand, ResultEvent } from '../core/events.ts';
import type { Host } from './host.ts';

/** What a command came to. The exit code is 0 unless it says otherwise; a failure is thrown. */
export interface Outcome {
  readonly status: ResultEvent['status'];
  readonly exitCode?: number;
  readonly data: Readonly<Record<string, unknown>>;
  readonly next: readonly NextCommand[];
}

/** The options of a command as commander parsed them, by attribute name. */
export type Options = Readonly<Record<string, unknown>>;

/** A command: its flags, and what it does with them. Parsing and running are apart, so each is tested by itself. */
export interface CommandModule {
  configure(command: Command): void;
  run(options: Options, host: Host): Promise<Outcome>;
}
