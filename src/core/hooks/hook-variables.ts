/** What is known of a migration, for hooks and notification commands; what is not known is absent. */
export interface MigrationSeen {
  readonly migrationId?: string | undefined;
  readonly status?: string | undefined;
  readonly lagSeconds?: number | undefined;
  /** 0 to 100. */
  readonly progressPercent?: number | undefined;
  readonly etaSeconds?: number | undefined;
  /** Of the destination's connection string, without a user: `a.example:27017,b.example:27017`. */
  readonly destinationHosts?: string | undefined;
  /** Where the migration is kept, as it can be given to --dir. */
  readonly directory?: string | undefined;
}

/** Every variable that livemig sets, and what it says. The names are a contract. */
export const hookVariableTexts = {
  LIVEMIG_EVENT: 'the name of the hook or, for a command of `--notify-command`, of what happened',
  LIVEMIG_EVENT_ID: 'which one of those it is; the same where it is told or run again',
  LIVEMIG_MIGRATION_ID: 'of the migration, in Atlas',
  LIVEMIG_STATUS: 'as Atlas calls it, such as `WORKING`',
  LIVEMIG_LAG_SECONDS: 'as Atlas reports it',
  LIVEMIG_PROGRESS_PERCENT: 'of the copy, by bytes, 0 to 100',
  LIVEMIG_ETA_SECONDS: 'until the copy is over, or the lag small enough, if all goes on as it does',
  LIVEMIG_DESTINATION_URI_HOSTS: "of the destination's connection string, with ports, without a user",
  LIVEMIG_DIRECTORY: 'where the migration is kept, as `--dir` takes it',
} as const;

type Variable = keyof typeof hookVariableTexts;

const variablesOf = (
  seen: MigrationSeen,
): Record<Exclude<Variable, `LIVEMIG_EVENT${string}`>, string | number | undefined> => ({
  LIVEMIG_MIGRATION_ID: seen.migrationId,
  LIVEMIG_STATUS: seen.status,
  LIVEMIG_LAG_SECONDS: seen.lagSeconds,
  LIVEMIG_PROGRESS_PERCENT: seen.progressPercent,
  LIVEMIG_ETA_SECONDS: seen.etaSeconds,
  LIVEMIG_DESTINATION_URI_HOSTS: seen.destinationHosts,
  LIVEMIG_DIRECTORY: seen.directory,
});

/**
 * The variables of a program that is run for an event, on top of this run's own environment, of which it gets what is no
 * secret of livemig's. A variable is there only where what it says is known. The names are a contract.
 *
 * @param event the hook's or the notification's name
 * @param id which one of those it is; the same where it is run again for the same
 * @param withheld names of variables that hold secrets
 */
export function hookVariables(
  event: string,
  id: string,
  seen: MigrationSeen,
  env: Readonly<Record<string, string | undefined>>,
  withheld: readonly string[],
): Record<string, string> {
  const own = { LIVEMIG_EVENT: event, LIVEMIG_EVENT_ID: id, ...variablesOf(seen) };
  // What is not known must not be what an outer run has said.
  const handedOn = Object.entries(env).filter(([name]) => !withheld.includes(name) && !(name in own));
  const all = [...handedOn, ...Object.entries(own)];
  return Object.fromEntries(all.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])));
}
