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

/** A token bucket that starts full. */
export function createBucket({ capacity, refillPerMinute }: Limit, now: () => number): Bucket {
  let [level, at] = [capacity, now()];
  const fill = () => {
    const time = now();
    level = Math.min(capacity, level + ((time - at) / 60_000) * refillPerMinute);
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

/** The endpoint sets that livemig meets, from the table in the API notes, section 4; first match counts. */
const sets: readonly { readonly paths: RegExp; readonly name: string; readonly limit: Limit }[] = [
  {
    paths: /\/groups\/(\w+)\/liveMigrations/,
    name: 'cloudMigrationGroups',
    limit: { capacity: 1200, refillPerMinute: 500 },
  },
  {
    paths: /\/orgs\/(\w+)\/liveMigrations/,
    name: 'cloudMigrationOrgs',
    limit: { capacity: 500, refillPerMinute: 250 },
  },
  {
    paths: /\/groups\/(\w+)\/(?:clusters|flexClusters|databaseUsers)/,
    name: 'clusters',
    limit: { capacity: 10_000, refillPerMinute: 5000 },
  },
  { paths: /\/groups(?:\/(\w+))?/, name: 'projects', limit: { capacity: 1200, refillPerMinute: 500 } },
  { paths: /\/orgs\/(\w+)\/settings/, name: 'orgSettings', limit: { capacity: 10, refillPerMinute: 5 } },
  { paths: /\/orgs\/(\w+)/, name: 'organizations', limit: { capacity: 500, refillPerMinute: 250 } },
  { paths: /()/, name: 'root', limit: { capacity: 300, refillPerMinute: 100 } },
];

/**
 * Takes one request off the bucket of its endpoint set and scope. Returns the headers for the answer;
 * refuses with 429 and Retry-After where the bucket is empty. Buckets refill `speed` times faster.
 */
export function createRateLimits(now: () => number, speed: number): (path: string) => Record<string, string> {
  const buckets = new Map<string, Bucket>();
  return (path) => {
    const set = sets.find(({ paths }) => paths.test(path));
    if (set === undefined) return {};
    const { capacity, refillPerMinute } = set.limit;
    const key = `${set.name} ${set.paths.exec(path)?.[1] ?? ''}`;
    const bucket = buckets.get(key) ?? createBucket({ capacity, refillPerMinute: refillPerMinute * speed }, now);
    buckets.set(key, bucket);
    if (!bucket.take()) throw limited(path, set.limit, bucket.secondsToNext());
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
