/**
 * Where the sandbox follows what the service was recorded to do and not what the file says, and where the file itself
 * is at odds with real values. Each with its source in the API notes.
 */
export interface Deviation {
  readonly method: string;
  readonly path: RegExp;
  readonly objection: RegExp;
  readonly why: string;
}

export const deviations: readonly Deviation[] = [
  {
    method: 'POST',
    path: /\/linkTokens$/,
    objection: /status 201 is not listed/,
    why: 'recorded as 201 (section 10)',
  },
  {
    method: 'POST',
    path: /\/accessList$/,
    objection: /status 201 is not listed/,
    why: 'recorded as 201 (section 10)',
  },
  {
    method: 'DELETE',
    path: /\/linkTokens$/,
    objection: /status 409 is not listed/,
    why: 'the shared example of 409 is this very case (section 10)',
  },
  {
    method: 'POST',
    path: /\/groups$/,
    objection: /status 201 is not listed/,
    why: 'recorded as 201 (section 10)',
  },
  {
    method: 'GET',
    path: /\/clusters\/BillingFlex$/,
    objection: /status 400 is not listed/,
    why: 'a Flex cluster was recorded to be refused so (section 3)',
  },
  {
    method: 'GET',
    path: /\/liveMigrations\/nonsense$/,
    objection: /status 400 is not listed/,
    why: 'a malformed id was seen to be refused so (section 3)',
  },
  {
    method: 'POST',
    path: /\/liveMigrations$/,
    objection: /status 409 is not listed/,
    why: 'what a second migration to one cluster answers is not published (section 11)',
  },
  {
    method: '*',
    path: /./,
    objection: /\/parameters\/\d+ must be object/,
    why: 'typed as objects, seen as strings and numbers (section 3)',
  },
  {
    method: '*',
    path: /\/cutover$/,
    objection: /status 409 is not listed/,
    why: 'what a cutover before readiness answers is not published (section 11)',
  },
  {
    method: '*',
    path: /\/clusters/,
    objection: /\/regionName must be object/,
    why: 'typed as an object whose variants are lists of names; real values are names',
  },
  {
    method: '*',
    path: /\/clusters/,
    objection: /\/biConnector\/readPreference must be equal/,
    why: 'listed in upper case, recorded in lower case in every version (section 0, rec)',
  },
  {
    method: '*',
    path: /\/clusters/,
    objection: /\/diskSizeGB must be >= 10/,
    why: 'a Free cluster was recorded with 0.5 (section 0, rec)',
  },
  {
    method: 'GET',
    path: /\/processArgs$/,
    objection: /answer: \/\w+ must be/,
    why: 'what nobody has set was recorded as null (section 0, rec)',
  },
];

/** Not in the extract of the file that may lie beside a checkout; the whole file has them. */
export const outsideTheExtract =
  /\/(?:customDBRoles\/roles(?:\/[^/]+)?|flexClusters(?:\/[^/]+)?|processArgs|rateLimits\/[^/]+)$/;
