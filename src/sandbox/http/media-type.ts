import { Refusal } from './refusal.ts';

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

export function successType(version: string): string {
  return version === '' ? 'application/json;charset=utf-8' : `application/vnd.atlas.${version}+json;charset=utf-8`;
}
