import { DEFAULT_MIN_VERSION } from 'node:tls';

/** The oldest TLS that connections of this process use, such as `TLSv1.2`; Node's option --tls-min-v1.3 changes it. */
export const oldestTls: string = DEFAULT_MIN_VERSION;
