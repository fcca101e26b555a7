import { BlockList, isIP } from 'node:net';
import type { AccessEntry, Model } from './model.ts';
import { delays } from './sandbox-time.ts';

export type NewAccessEntry = Pick<AccessEntry, 'cidrBlock' | 'ipAddress' | 'comment' | 'deleteAt'>;

/** Adds entries to a project; one that is there already keeps its place and takes the new comment. */
export function addToAccessList(model: Model, groupId: string, entries: readonly NewAccessEntry[]): void {
  const addedAt = model.time.now();
  for (const entry of entries) {
    const known = findEntry(model, groupId, entry.cidrBlock);
    const others = model.state.accessList.filter((other) => other !== known);
    model.state = {
      ...model.state,
      accessList: [...others, { ...entry, groupId, addedAt: known?.addedAt ?? addedAt }],
    };
  }
}

/** Returns false where there is no such entry. */
export function removeFromAccessList(model: Model, groupId: string, value: string): boolean {
  const found = findEntry(model, groupId, value);
  model.state = { ...model.state, accessList: model.state.accessList.filter((entry) => entry !== found) };
  return found !== undefined;
}

/** Those of a project whose day has not come. */
export function accessListOf({ state, time }: Model, groupId: string): AccessEntry[] {
  const now = time.now();
  return state.accessList.filter(({ deleteAt = now + 1, ...entry }) => entry.groupId === groupId && deleteAt > now);
}

export function findEntry(model: Model, groupId: string, value: string): AccessEntry | undefined {
  return accessListOf(model, groupId).find((entry) => entry.ipAddress === value || entry.cidrBlock === value);
}

/** As Atlas' call for the status of an entry names it. */
export function entryStatus({ time, faults }: Model, entry: AccessEntry): 'ACTIVE' | 'PENDING' | 'FAILED' {
  const fault = faults.service('access-list');
  if (fault === 'pending' || !time.hasPassed(entry.addedAt, delays.accessListApply)) return 'PENDING';
  return fault === 'failed' ? 'FAILED' : 'ACTIVE';
}

/** Whether an active entry of the project lets the address in. */
export function letsIn(model: Model, groupId: string, address: string): boolean {
  const active = accessListOf(model, groupId).filter((entry) => entryStatus(model, entry) === 'ACTIVE');
  return covers(
    active.map(({ cidrBlock }) => cidrBlock),
    address,
  );
}

/** Whether one of these addresses or CIDR ranges holds the address. */
export function covers(ranges: readonly string[], address: string): boolean {
  const list = new BlockList();
  for (const range of ranges) {
    const { network, prefix, family } = parseRange(range);
    if (family !== undefined) list.addSubnet(network, prefix, family);
  }
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** An address as the range that holds only it; a range as it is; `undefined` where it is neither. */
export function asRange(value: string): string | undefined {
  const { network, prefix, family } = parseRange(value);
  return family === undefined ? undefined : `${network}/${prefix}`;
}

function parseRange(range: string): { network: string; prefix: number; family: 'ipv4' | 'ipv6' | undefined } {
  const [network = '', length, ...more] = range.split('/');
  const version = isIP(network);
  const widest = version === 6 ? 128 : 32;
  const prefix = length === undefined ? widest : Number(length);
  const valid =
    version !== 0 && more.length === 0 && length !== '' && Number.isInteger(prefix) && prefix >= 0 && prefix <= widest;
  return { network, prefix, family: valid ? (version === 6 ? 'ipv6' : 'ipv4') : undefined };
}
