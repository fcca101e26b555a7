/** A value of BSON: its type, and its bytes without the name of the field. */
export interface RawValue {
  readonly type: number;
  readonly bytes: Buffer;
}
