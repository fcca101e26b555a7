import { MongoNetworkError, MongoServerError, MongoServerSelectionError } from 'mongodb';

/** Why a read was cut off that may go on at another try (mongodb/mongo, src/mongo/base/error_codes.yml). */
const byCode: ReadonlyMap<number, string> = new Map([
  [6, 'a lost connection'],
  [7, 'a lost connection'],
  [43, 'a lost cursor'],
  [50, 'a time limit'],
  [89, 'a lost connection'],
  [91, 'a server that shuts down'],
  [134, 'a read that was not possible yet'],
  [175, 'a query plan that was killed'],
  [189, 'an election'],
  [237, 'a killed cursor'],
  [262, 'a time limit'],
  [9001, 'a lost connection'],
  [10107, 'an election'],
  [11600, 'a server that shuts down'],
  [11601, 'a killed operation'],
  [11602, 'an election'],
  [13435, 'an election'],
  [13436, 'an election'],
]);

const byLabel = [
  { label: 'RetryableError', words: 'a server that is too busy' },
  // Such as a chunk that moves (specification of change streams, "Resumable Error").
  { label: 'ResumableChangeStreamError', words: 'a stream that has to be opened anew' },
] as const;

/** What cut a read off, in words that follow "by"; undefined where another try would come to the same. */
export function interruptionBy(error: unknown): string | undefined {
  if (error instanceof MongoServerError) {
    const code = typeof error.code === 'number' ? error.code : 0;
    return byCode.get(code) ?? byLabel.find(({ label }) => error.hasErrorLabel(label))?.words;
  }
  // The pool of a server that lost a connection has been cleared (specification of connection monitoring and pooling).
  const isLost =
    error instanceof MongoNetworkError ||
    error instanceof MongoServerSelectionError ||
    (error instanceof Error && error.name === 'MongoPoolClearedError');
  return isLost ? 'a lost connection' : undefined;
}
