import { Refusal } from './refusal.ts';

export interface Limit {
  readonly capacity: number;
  readonly refillPerMinute: number;
}

export interface Bucket {
  /** False where nothing is left. */
  take(): boolean;
  remaining(): number;
  secondsToNext(): number;
}

/** A token bucket that starts full. A clock that is set back takes nothing out of it. */
export function createBucket({ capacity, refillPerMinute }: Limit, now: () => number): Bucket {
  let [level, at] = [capacity, now()];
  const fill = () => {
    const time = now();
    level = Math.min(capacity, level + (Math.max(0, time - at) / 60_000) * refillPerMinute);
    at = time;
  };
  return {
    take() {
      fill();
      if (level < 1) return false;
      level -= 1;
      return true;
    },
    remaining: () => Math.floor(level),
    secondsToNext: () => Math.max(1, Math.ceil(((1 - level) / refillPerMinute) * 60)),
  };
}

/** Whose requests share a bucket: those for one project or organization, or those of one caller. */
type Scope = 'GROUP' | 'ORGANIZATION' | 'USER';

export interface EndpointSet {
  readonly id: string;
  readonly name: string;
  readonly scope: Scope;
  readonly limit: Limit;
  /** Below the API's base; the first group, where there is one, is the id that the scope counts by. */
  readonly paths: RegExp;
}

const roomy: Limit = { capacity: 1200, refillPerMinute: 500 };
const middling: Limit = { capacity: 500, refillPerMinute: 250 };
const tight: Limit = { capacity: 300, refillPerMinute: 100 };

/** From the table in the API notes, section 4; the first that matches counts. */
export const endpointSets: readonly EndpointSet[] = [
  set(
    'cloudMigrationGroup',
    'Cloud Migration Service of a project',
    'GROUP',
    roomy,
    /^\/groups\/(\w+)\/liveMigrations/,
  ),
  set(
    'cloudMigrationOrg',
    'Cloud Migration Service of an organization',
    'ORGANIZATION',
    middling,
    /^\/orgs\/(\w+)\/liveMigrations/,
  ),
  set(
    'clusters',
    'Clusters',
    'GROUP',
    { capacity: 10_000, refillPerMinute: 5000 },
    /^\/groups\/(\w+)\/(?:clusters|flexClusters)/,
  ),
  set(
    'databaseUsers',
    'Database Users',
    'GROUP',
    { capacity: 10_000, refillPerMinute: 5000 },
    /^\/groups\/(\w+)\/databaseUsers/,
  ),
  set('groups', 'Projects of a user', 'USER', roomy, /^\/groups(?:\/byName\/[^/]+)?$/),
  set('group', 'One Project and its Networks', 'GROUP', roomy, /^\/groups\/(\w+)/),
  set(
    'orgSettings',
    'Organization Settings',
    'ORGANIZATION',
    { capacity: 10, refillPerMinute: 5 },
    /^\/orgs\/(\w+)\/settings/,
  ),
  set('org', 'One Organization, its API Keys and Service Accounts', 'ORGANIZATION', middling, /^\/orgs\/(\w+)/),
  set('rateLimits', 'Rate Limits', 'USER', tight, /^\/rateLimits/),
  set('root', 'Root and Organizations of a user', 'USER', tight, /^/),
];

function set(id: string, name: string, scope: Scope, limit: Limit, paths: RegExp): EndpointSet {
  return { id, name, scope, limit, paths };
}

export function endpointSetOf(path: string): EndpointSet | undefined {
  return endpointSets.find(({ paths }) => paths.test(path));
}

/**
 * Takes one request off the bucket of its endpoint set and scope. `path` is below the API's base, `caller` says who
 * calls. Returns the headers for the answer; refuses with 429 and Retry-After where the bucket is empty. Buckets
 * refill `speed` times faster.
 */
export function createRateLimits(now: () => number, speed: number) {
  const buckets = new Map<string, Bucket>();
  return (path: string, caller: string): Record<string, string> => {
    const found = endpointSetOf(path);
    if (found === undefined) return {};
    const { id, scope, limit, paths } = found;
    const key = `${id} ${scope === 'USER' ? caller : paths.exec(path)?.[1]}`;
    const { capacity, refillPerMinute } = limit;
    const bucket = buckets.get(key) ?? createBucket({ capacity, refillPerMinute: refillPerMinute * speed }, now);
    buckets.set(key, bucket);
    if (!bucket.take()) throw limited(path, limit, bucket.secondsToNext());
    return { 'RateLimit-Limit': String(capacity), 'RateLimit-Remaining': String(bucket.remaining()) };
  };
}

function limited(path: string, { capacity, refillPerMinute }: Limit, seconds: number): Refusal {
  return new Refusal(
    429,
    'RATE_LIMITED_TOKEN_BUCKET',
    `Resource ${path} is limited; try again in ${seconds} seconds.`,
    [path, seconds, capacity, refillPerMinute, 60],
    { 'Retry-After': String(seconds), 'RateLimit-Limit': String(capacity), 'RateLimit-Remaining': '0' },
  );
}
