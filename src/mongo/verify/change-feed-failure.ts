import { saidBy } from '../../core/causes.ts';
import type { ErrorCode } from '../../core/error-codes.ts';
import { type ErrorKind, LivemigError } from '../../core/errors.ts';
import type { Addressee } from '../connection-failure.ts';
import { serverCode } from './read-pipeline.ts';

interface Words {
  readonly kind: ErrorKind;
  readonly code: ErrorCode;
  /** Follows the side and what it is reached by. */
  readonly what: string;
  readonly fix: string;
}

const lost: Words = {
  kind: 'step-failed',
  code: 'CHANGES_LOST',
  what: 'cannot tell any more what was written since: its oplog does not reach back that far, or it does not know the place',
  fix: 'What was compared so far proves nothing of now. Compare anew, and if that happens again let its oplog keep more hours (manual, replSetResizeOplog).',
};

const refused: Words = {
  kind: 'credentials',
  code: 'CHANGES_REFUSED',
  what: 'does not let this user follow what is written',
  fix: 'Give it the role readAnyDatabase on admin, or the actions find and changeStream on every database (resource {db: "", collection: ""}).',
};

const none: Words = {
  kind: 'blocked',
  code: 'NO_CHANGE_STREAMS',
  what: 'has no change streams, so what is written meanwhile cannot be followed',
  fix: 'Compare once nobody writes to either side any more, and say so (--writes-stopped).',
};

/** mongodb/mongo, src/mongo/base/error_codes.yml, and the numbers that document_source_change_stream.cpp and pipeline.cpp answer with. */
const byCode: ReadonlyMap<number, Words> = new Map([
  [13, refused], // Unauthorized
  [136, lost], // CappedPositionLost
  [260, lost], // InvalidResumeToken
  [280, lost], // ChangeStreamFatalError
  [286, lost], // ChangeStreamHistoryLost
  [10334, lost], // BSONObjectTooLarge: of an event, which no try will make smaller
  [59, none], // CommandNotFound
  [115, none], // CommandNotSupported
  [40324, none], // Unrecognized pipeline stage
  [40573, none], // only supported on replica sets
]);

/** Why changes cannot be followed, where another try would come to the same; `undefined` for anything else. */
export function changeFeedFailure(error: unknown, deployment: Addressee): LivemigError | undefined {
  const words = byCode.get(serverCode(error) ?? 0);
  return words === undefined ? undefined : failureOf(words, deployment, `: ${saidBy(error)}`, error);
}

/** A server whose answers do not say how far they go, or in a way that is not MongoDB's. */
export function tellsNoPlace(deployment: Addressee): LivemigError {
  return failureOf(none, deployment, ' by which one could tell how far it has come');
}

function failureOf({ kind, code, what, fix }: Words, { name, hosts }: Addressee, more: string, cause?: unknown) {
  const side = name.charAt(0).toUpperCase() + name.slice(1);
  return new LivemigError({ kind, code, message: `${side} (${hosts}) ${what}${more}.`, fix, cause });
}
