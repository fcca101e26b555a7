import { Refusal } from './refusal.ts';
import type { Route } from './route.ts';

/**
 * Chooses the version of an Atlas resource: the newest that is not after the date in `Accept` (API notes, section 1).
 * Without a dated media type, or with a date before the first version, nothing can be chosen: 406.
 */
export function resolveVersion(accept: string | undefined, versions: readonly string[]): string {
  const asked = /application\/vnd\.atlas\.(\d{4}-\d{2}-\d{2})\+json/.exec(accept ?? '')?.[1];
  if (asked === undefined) {
    throw new Refusal(406, 'NOT_ACCEPTABLE', 'Accept must name a version: application/vnd.atlas.YYYY-MM-DD+json.');
  }
  if (Number.isNaN(Date.parse(asked)))
    throw new Refusal(400, 'INVALID_VERSION_DATE', `${asked} is not a version date.`, [asked]);
  const chosen = versions.findLast((version) => version <= asked);
  if (chosen === undefined) {
    throw new Refusal(406, 'NOT_ACCEPTABLE', `The resource has no version of ${asked} or before.`, [asked]);
  }
  return chosen;
}

/**
 * Refuses a version whose day has come, with 410 (API notes, section 1); an older one than the newest that is still
 * answered says so: deprecated since the day its successor came, and gone on its own.
 */
export function deprecationHeaders(
  version: string,
  { versions = [], sunsets = {} }: Pick<Route, 'versions' | 'sunsets'>,
  now: number,
): Record<string, string> {
  const sunset = sunsets[version];
  if (sunset === undefined) return {};
  if (now >= Date.parse(sunset)) {
    throw new Refusal(410, 'VERSION_GONE', `The version ${version} of this resource is gone since ${sunset}.`, [
      version,
    ]);
  }
  const successor = versions.find((other) => other > version) ?? version;
  return { Deprecation: new Date(successor).toUTCString(), Sunset: new Date(sunset).toUTCString() };
}

export function successType(version: string): string {
  return version === '' ? 'application/json;charset=utf-8' : `application/vnd.atlas.${version}+json;charset=utf-8`;
}
