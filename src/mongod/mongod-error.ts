/** Codes and names as in the server's own table (mongodb/mongo, src/mongo/base/error_codes.yml); drivers decide by them whether to retry. */
const codes = {
  InternalError: 1,
  BadValue: 2,
  FailedToParse: 9,
  UserNotFound: 11,
  Unauthorized: 13,
  TypeMismatch: 14,
  AuthenticationFailed: 18,
  IllegalOperation: 20,
  AlreadyInitialized: 23,
  InvalidIndexSpecificationOption: 197,
  EmptyFieldName: 56,
  DollarPrefixedFieldName: 52,
  UnknownReplWriteConcern: 79,
  UnsatisfiableWriteConcern: 100,
  TransactionCommitted: 256,
  ConflictingOperationInProgress: 117,
  NoSuchTransaction: 251,
  WriteConflict: 112,
  MaxTimeMSExpired: 50,
  QueryPlanKilled: 175,
  CappedPositionLost: 136,
  InvalidBSON: 22,
  NamespaceNotFound: 26,
  RoleNotFound: 31,
  InvalidRoleModification: 49,
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
  IndexAlreadyExists: 68,
  IndexKeySpecsConflict: 86,
  OperationFailed: 96,
  DocumentValidationFailure: 121,
  CommandNotSupported: 115,
  CommandFailed: 125,
  NamespaceNotSharded: 118,
  CannotSplit: 87,
  ZoneNotFound: 177,
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
  InvalidPipelineOperator: 168,
  GraphContainsCycle: 5,
  NotSingleValueField: 54,
  OptionNotSupportedOnView: 167,
  InvalidLength: 16,
  InvalidIdField: 53,
  NotImplemented: 238,
  SnapshotTooOld: 239,
  ChangeStreamFatalError: 280,
  SearchNotEnabled: 31082,
} as const;
/** A code without a name is called by its number. */
export type CodeName = keyof typeof codes | `Location${number}`;

function isNamed(codeName: CodeName): codeName is keyof typeof codes {
  return Object.hasOwn(codes, codeName);
}

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
    return isNamed(this.codeName) ? codes[this.codeName] : Number(this.codeName.slice('Location'.length));
  }
}
