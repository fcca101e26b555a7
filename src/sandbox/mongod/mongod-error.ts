/** Codes and names as in the server's own table of errors; drivers decide by them whether to retry. */
const codes = {
  InternalError: 1,
  BadValue: 2,
  NoSuchKey: 4,
  FailedToParse: 9,
  Unauthorized: 13,
  TypeMismatch: 14,
  AuthenticationFailed: 18,
  IllegalOperation: 20,
  InvalidBSON: 22,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  CursorNotFound: 43,
  NamespaceExists: 48,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  ShutdownInProgress: 91,
  DocumentValidationFailure: 121,
  CommandNotSupportedOnView: 166,
  ConflictingUpdateOperators: 40,
  CursorKilled: 237,
  TransactionTooOld: 225,
  InvalidResumeToken: 260,
  OperationNotSupportedInTransaction: 263,
  ChangeStreamHistoryLost: 286,
  UserWritesBlocked: 371,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
  InvalidPipelineOperator: 168,
  Location16020: 16020,
  Location17276: 17276,
  Location31393: 31393,
  Location31254: 31254,
  Location31253: 31253,
  Location51246: 51246,
  Location51174: 51174,
  Location16766: 16766,
  Location51024: 51024,
  Location40324: 40324,
} as const;
export type CodeName = keyof typeof codes;

/** A refusal that the client gets to see as `ok: 0` or as a write error. */
export class MongodError extends Error {
  override readonly name = 'MongodError';
  readonly codeName: CodeName;
  /** Further fields of the answer, such as `keyValue` or `errorLabels`. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(codeName: CodeName, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.codeName = codeName;
    this.details = details;
  }

  get code(): number {
    return codes[this.codeName];
  }
}
