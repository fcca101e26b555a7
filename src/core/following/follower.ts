import type { Following } from './following.ts';
import type { Sample } from './sample.ts';

/** What Atlas tells at one look. */
export type Told = Pick<Sample, 'status' | 'ready' | 'lagSeconds'>;

/** Who looks at the migration again and again, and keeps what was seen. */
export interface Follower {
  /** Looks at the two deployments as well; tells what all looks tell together. Fulfilled also where less can be seen, or kept. */
  see(told: Told): Promise<Following | undefined>;
}
