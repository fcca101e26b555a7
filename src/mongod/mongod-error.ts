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
  Location16020: 16020,
  Location17276: 17276,
  Location31393: 31393,
  Location31254: 31254,
  Location31253: 31253,
  Location51246: 51246,
  Location51756: 51756,
  Location51763: 51763,
  Location40198: 40198,
  Location40194: 40194,
  Location40066: 40066,
  Location31325: 31325,
  Location16764: 16764,
  Location5107201: 5107201,
  Location51272: 51272,
  Location40323: 40323,
  Location40272: 40272,
  Location40234: 40234,
  Location40228: 40228,
  Location28818: 28818,
  Location17152: 17152,
  Location16990: 16990,
  Location15958: 15958,
  Location15955: 15955,
  Location15952: 15952,
  Location40602: 40602,
  Location50740: 50740,
  Location51173: 51173,
  Location51174: 51174,
  Location16766: 16766,
  Location51024: 51024,
  Location40324: 40324,
  OptionNotSupportedOnView: 167,
  InvalidLength: 16,
  InvalidIdField: 53,
  NotImplemented: 238,
  SnapshotTooOld: 239,
  ChangeStreamFatalError: 280,
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
