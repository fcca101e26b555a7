import type { AtlasApi } from '../api/atlas.ts';
import type { AccessListEntry } from '../api/atlas-schemas.ts';
import { coversAddress } from '../core/covers-address.ts';

/** An entry that lets the address in, with its status (PENDING, ACTIVE, FAILED, or what Atlas may call it). */
export interface CoveringEntry {
  /** The address or the range, as Atlas names it. */
  readonly entry: string;
  readonly status: string | null | undefined;
  /** When Atlas removes it, ISO 8601; `undefined` where it stays. */
  readonly ends: string | undefined;
}

/** What is to be said of the access list, the best entry first. */
export type Access =
  | { readonly is: 'missing' }
  | { readonly is: 'ready' | 'applying' | 'failed' | 'ending'; readonly by: CoveringEntry };

/** A copy may take days, and the cutover 120 hours more (API notes, section 6.2): what ends before is not enough. */
const longEnoughMs = 14 * 24 * 3_600_000;

/** What the access list of a project says of an address. */
export async function accessOf(
  atlas: Pick<AtlasApi, 'accessList' | 'accessListStatus'>,
  project: string,
  address: string,
  now: Date,
): Promise<Access> {
  const covering: CoveringEntry[] = [];
  for (const one of coveringEntries(await atlas.accessList(project), address)) {
    const { status } = await atlas.accessListStatus(project, one.entry);
    covering.push({ ...one, status });
  }
  return judgeAccess(covering, now);
}

/** The entries that let the address in, with the name that Atlas has for each. */
export function coveringEntries(entries: readonly AccessListEntry[], address: string): Omit<CoveringEntry, 'status'>[] {
  return entries.flatMap(({ ipAddress, cidrBlock, deleteAfterDate }) => {
    const entry = [ipAddress, cidrBlock].find((name) => name && coversAddress(name, address));
    return entry ? [{ entry, ends: deleteAfterDate ?? undefined }] : [];
  });
}

/**
 * One entry that is active and stays is enough, whatever the others are. Of those that stay, one that is being applied
 * counts more than one that failed; those that end count only where there is no other.
 */
export function judgeAccess(covering: readonly CoveringEntry[], now: Date): Access {
  const staying = covering.filter(({ ends }) => !endsSoon(ends, now));
  const ready = staying.find(({ status }) => status === 'ACTIVE');
  if (ready !== undefined) return { is: 'ready', by: ready };
  const applying = staying.find(({ status }) => status !== 'FAILED');
  if (applying !== undefined) return { is: 'applying', by: applying };
  const ending = covering.find(({ ends, status }) => endsSoon(ends, now) && status !== 'FAILED');
  if (ending !== undefined && staying.length === 0) return { is: 'ending', by: ending };
  const [failed] = covering;
  return failed === undefined ? { is: 'missing' } : { is: 'failed', by: staying[0] ?? failed };
}

/** A date that nobody can read may be any. */
function endsSoon(ends: string | undefined, now: Date): boolean {
  if (ends === undefined) return false;
  const left = Date.parse(ends) - now.getTime();
  return !(left >= longEnoughMs);
}
