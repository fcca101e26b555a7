/**
 * Lets one through at once, and then at most one in every so many milliseconds. `ms` is when each comes, `of` what it is of:
 * something else begins anew.
 */
export function atIntervals(everyMs: number): (ms: number, of?: string) => boolean {
  let latest: { readonly ms: number; readonly of: string } | undefined;
  return (ms, of = '') => {
    if (latest?.of === of && ms - latest.ms < everyMs) return false;
    latest = { ms, of };
    return true;
  };
}
