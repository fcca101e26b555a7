import { MongodError } from '../mongod-error.ts';

/**
 * A place in the stream: an entry of the oplog, and which event of that entry. Tokens compare as strings.
 * The events of a transaction, which is one entry, have every other place from `event` on; `afterEntry` comes behind all.
 */
export const place = { event: 1, invalidate: 2, nextEvent: 2, afterEntry: 0xffffffff } as const;

export interface Position {
  readonly ts: bigint;
  readonly place: number;
}

export function tokenOf({ ts, place: at }: Position): { readonly _data: string } {
  return {
    _data: `82${ts.toString(16).padStart(16, '0').toUpperCase()}${at.toString(16).padStart(8, '0').toUpperCase()}`,
  };
}

export function positionOf(token: unknown): Position {
  const data = typeof token === 'object' && token !== null && '_data' in token ? token._data : undefined;
  const parts = /^82([0-9A-F]{16})([0-9A-F]{8})$/.exec(typeof data === 'string' ? data : '');
  if (parts?.[1] === undefined || parts[2] === undefined) {
    throw new MongodError('InvalidResumeToken', `Not a resume token of this server: ${JSON.stringify(token)}`);
  }
  return { ts: BigInt(`0x${parts[1]}`), place: Number.parseInt(parts[2], 16) };
}

export function isAfter(a: Position, b: Position): boolean {
  return a.ts !== b.ts ? a.ts > b.ts : a.place > b.place;
}
