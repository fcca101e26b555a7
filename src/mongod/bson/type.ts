/** Type bytes of the BSON specification, version 1.1. */
export const Type = {
  double: 1,
  string: 2,
  document: 3,
  array: 4,
  binary: 5,
  undefined: 6,
  objectId: 7,
  bool: 8,
  date: 9,
  null: 10,
  regex: 11,
  dbPointer: 12,
  code: 13,
  symbol: 14,
  codeWithScope: 15,
  int: 16,
  timestamp: 17,
  long: 18,
  decimal: 19,
  minKey: 255,
  maxKey: 127,
} as const;

/** The names that `$type` takes. */
export const typeNames: Readonly<Record<string, readonly number[]>> = {
  double: [Type.double],
  string: [Type.string],
  object: [Type.document],
  array: [Type.array],
  binData: [Type.binary],
  undefined: [Type.undefined],
  objectId: [Type.objectId],
  bool: [Type.bool],
  date: [Type.date],
  null: [Type.null],
  regex: [Type.regex],
  dbPointer: [Type.dbPointer],
  javascript: [Type.code],
  symbol: [Type.symbol],
  javascriptWithScope: [Type.codeWithScope],
  int: [Type.int],
  timestamp: [Type.timestamp],
  long: [Type.long],
  decimal: [Type.decimal],
  minKey: [Type.minKey],
  maxKey: [Type.maxKey],
  number: [Type.double, Type.int, Type.long, Type.decimal],
};

export function isNumber(type: number): boolean {
  return type === Type.int || type === Type.long || type === Type.double || type === Type.decimal;
}
