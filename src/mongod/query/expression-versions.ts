import { versionParts } from '../server.ts';

/** The release of each series that brought an operator, where it came late; a series above them always has it. */
const since: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  // SERVER-82815; the releases as migration-verifier's README asks for them. $toHashedIndexKey is older (SERVER-49214).
  $_internalKeyStringValue: { '5.0': 25, '6.0': 14, '7.0': 6 },
};

/** Whether a server of this version knows the operator; what is not in the table every version has. */
export function isKnown(operator: string, server: { readonly version: string } | undefined): boolean {
  const releases = Object.hasOwn(since, operator) ? since[operator] : undefined;
  if (releases === undefined || server === undefined) return true;
  const [major = 0, minor = 0, patch = 0] = versionParts(server.version);
  const first = releases[`${major}.${minor}`];
  return first === undefined ? major >= 8 : patch >= first;
}
