/** One question to one partner. */
export interface Request {
  readonly to: 'Atlas' | 'manager' | 'source' | 'destination';
  /** A request with what stands for an input in braces, or a command. */
  readonly sends: string;
}
