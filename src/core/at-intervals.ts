/** Lets one through at once, and then at most one in every so many milliseconds. `ms` is when each comes. */
export function atIntervals(everyMs: number): (ms: number) => boolean {
  let latest: number | undefined;
  return (ms) => {
    if (latest !== undefined && ms - latest < everyMs) return false;
    latest = ms;
    return true;
  };
}
