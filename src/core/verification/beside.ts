/** What a deployment holds beside its data, as far as its user may see: what is absent is not known. */
export interface Beside {
  /** How many there are. */
  readonly users?: number | undefined;
  /** Those that somebody made. */
  readonly roles?: number | undefined;
  /** The databases that hold stored functions, in `system.js`. */
  readonly storedFunctions?: readonly string[] | undefined;
}
