/**
 * What a run that ended with an error is followed by.
 * `resume`: the same command, which continues where it stopped.
 * `retry`: the same, as what stood in the way may have passed by itself; `mend`: as soon as it has been mended. Both only
 * until the same has happened twice in a row: then a person has to look.
 * `help`: the help of the command, because what was typed cannot be right.
 * `status`: where the migration stands, and what goes on from there.
 * `start`: there is no migration yet.
 * `person`: nothing that could be typed without having looked.
 */
export type WayOn = 'resume' | 'retry' | 'mend' | 'help' | 'status' | 'start' | 'person';

const codes: Readonly<Record<WayOn, readonly string[]>> = {
  resume: ['INTERRUPTED', 'TERMINATED', 'PROMPT_INTERRUPTED', 'NOT_APPROVED', 'DECLINED'],
  retry: [
    ...['API_CONNECTION_LOST', 'API_RATE_LIMITED', 'API_SERVER_ERROR', 'API_UNEXPECTED_ANSWER', 'API_UNREACHABLE'],
    ...['MONGODB', 'MONGODB_SLOW', 'SSH_FAILED', 'STILL_IN_PROGRESS'],
    // It is followed, and never sent a second time on a guess.
    'CUTOVER_OUTCOME_UNKNOWN',
  ],
  mend: [
    ...[
      'API_ADDRESS_REFUSED',
      'API_CERTIFICATE',
      'API_FORBIDDEN',
      'API_NOT_FOUND',
      'API_PROXY_REFUSED',
      'API_PROXY_UNREACHABLE',
    ],
    ...['API_REDIRECTED', 'API_REFUSED', 'API_UNAUTHORIZED', 'ROLE_MISSING'],
    ...['MONGODB_CERTIFICATE', 'MONGODB_LOGIN', 'MONGODB_ROLE', 'MONGODB_TLS', 'TLS_FILE', 'CERTIFICATE_NOT_VERIFIED'],
    ...['BLOCKED', 'VALIDATION_FAILED', 'ACCESS_LIST_FAILED', 'AGENT_OF_OTHERS', 'NO_AGENT_KEY', 'NO_LINK_TOKEN'],
    ...['CA_NOT_USABLE', 'SYSTEM'],
  ],
  help: [
    ...['USAGE', 'UNKNOWN_COMMAND', 'UNKNOWN_SHELL', 'UNKNOWN_TOPIC', 'CHOICE', 'CONTRADICTION', 'CUTOVER', 'DRY_RUN'],
    ...['DURATION', 'NUMBER', 'INPUTS', 'NOT_CONFIRMED', 'CONFIRM_DIFFERS', 'CONFIRM_MISSING', 'NAME_NOT_USABLE'],
    ...[
      'CONNECTION_STRING',
      'CREDENTIALS_MISSING',
      'CREDENTIALS_NOT_USABLE',
      'HALF_CREDENTIALS',
      'PLAIN_HTTP_REFUSED',
      'URL_NOT_USABLE',
    ],
    ...['FILE_IS_DIRECTORY', 'FILE_MISSING', 'FILE_NOT_TEXT', 'FILE_TOO_LARGE', 'FILE_UNREADABLE', 'SHARDING_FILE'],
    ...['AMBIGUOUS', 'NOT_FOUND', 'NOTHING_TO_CHOOSE', 'SCRIPT_VALUE'],
    ...['EMPTY_VARIABLE', 'NOT_A_URI', 'OWN_SERVER', 'PASSWORD_IN_ARGUMENT', 'SCENARIO_FILE', 'TWO_URIS'],
    ...['NO_TEMPORARY_DIRECTORY'],
  ],
  status: ['MIGRATION_FAILED', 'MIGRATION_EXPIRED', 'MIGRATION_KNOWN', 'CUTOVER_WAS_REQUESTED'],
  start: ['NO_MIGRATION'],
  person: [
    ...['AUDIT_KNOWS_MORE', 'CREATE_OUTCOME_UNKNOWN', 'CUTOVER_HANGS', 'DIFFERENCES', 'DRIFT', 'MIGRATION_DRIFTED'],
    'MIGRATION_ALREADY_RUNNING',
    ...['OTHER_TARGET'],
    ...['AUDIT_NOT_READABLE', 'AUDIT_NOT_WRITTEN', 'DIRECTORY_NOT_USABLE', 'SCRIPT_NOT_WRITTEN', 'SECRETS_NOT_USABLE'],
    ...['STATE_FILE_BROKEN', 'STATE_FILE_CHANGED', 'STATE_FILE_INVALID', 'STATE_FILE_NOT_WRITTEN'],
    ...['STATE_FILE_TOO_NEW', 'STATE_FILE_UNREADABLE'],
    ...['LOCKED', 'LOCKED_ELSEWHERE', 'LOCK_LOST', 'LOCK_NOT_READABLE', 'LOCK_NOT_WRITTEN', 'LOCK_UNREADABLE'],
    ...['BUG', 'PROCESS_NOT_STARTED', 'REHEARSAL_FAILED'],
  ],
};

const ways: ReadonlyMap<string, WayOn> = new Map(
  (['resume', 'retry', 'mend', 'help', 'status', 'start', 'person'] as const).flatMap((way) =>
    codes[way].map((code) => [code, way] as const),
  ),
);

/** Every code that has a way on. */
export const codesWithWay: readonly string[] = [...ways.keys()];

/** What nobody has thought of is a person's. */
export function wayAfter(code: string): WayOn {
  return ways.get(code) ?? 'person';
}
