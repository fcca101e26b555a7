/** One request as it came in. Bodies are not kept: they hold passwords and tokens. */
export interface RequestEntry {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly api: 'atlas' | 'manager';
  readonly method: string;
  /** Without query. */
  readonly path: string;
  /** `null` until it is answered, and for good where the connection was broken off instead. */
  status: number | null;
}

/** `before` anything is looked at, `after` it has been carried out and before the answer leaves. */
export type RequestPhase = 'before' | 'after';

/** Called for each request; `'drop'` breaks the connection off in this phase. */
export type RequestHook = (
  entry: RequestEntry,
  phase: RequestPhase,
) => 'drop' | undefined | Promise<'drop' | undefined>;
