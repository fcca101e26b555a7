/** A version that can be compared, such as `7.0.14`; `undefined` for anything else, so that no check reads a number into it. */
export function readableVersion(told: string | null | undefined): string | undefined {
  return told !== undefined && told !== null && /^\d+\.\d+(?:\.|$)/.test(told) ? told : undefined;
}
