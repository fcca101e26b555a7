/** Codes and names as in the server's own table of errors; drivers decide by them whether to retry. */
const codes = {
  InternalError: 1,
  BadValue: 2,
  NoSuchKey: 4,
  FailedToParse: 9,
  UserNotFound: 11,
  Unauthorized: 13,
  TypeMismatch: 14,
  AuthenticationFailed: 18,
  IllegalOperation: 20,
  AlreadyInitialized: 23,
  InvalidBSON: 22,
  NamespaceNotFound: 26,
  RoleNotFound: 31,
  InvalidRoleModification: 35,
  IndexNotFound: 27,
  PathNotViable: 28,
  CursorNotFound: 43,
  NamespaceExists: 48,
  CommandNotFound: 59,
  ShardNotFound: 70,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  ShutdownInProgress: 91,
  OperationFailed: 96,
  DocumentValidationFailure: 121,
  CommandNotSupported: 115,
  CommandFailed: 125,
  NamespaceNotSharded: 118,
  CommandNotSupportedOnView: 166,
  ConflictingUpdateOperators: 40,
  ProtocolError: 17,
  MechanismUnavailable: 334,
  CursorKilled: 237,
  ClientMetadataMissingField: 183,
  ClientMetadataAppNameTooLarge: 184,
  ClientMetadataDocumentTooLarge: 185,
  ClientMetadataCannotBeMutated: 186,
  TransactionTooOld: 225,
  InvalidResumeToken: 260,
  OperationNotSupportedInTransaction: 263,
  ChangeStreamHistoryLost: 286,
  APIVersionError: 322,
  APIStrictError: 323,
  UnsupportedOpQueryCommand: 352,
  CannotConvertIndexToUnique: 359,
  UserWritesBlocked: 371,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
  Location31368: 31368,
  Location40415: 40415,
  Location40430: 40430,
  Location40431: 40431,
  Location40432: 40432,
  Location40587: 40587,
  Location51002: 51002,
  Location51003: 51003,
  Location4886600: 4886600,
  Location4926900: 4926900,
  Location7369100: 7369100,
  Location5626701: 5626701,
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
