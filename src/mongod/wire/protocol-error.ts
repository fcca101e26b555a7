/** Something that cannot be answered in the protocol: the connection ends. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}
