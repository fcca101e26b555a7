import { z } from 'zod';
import { asRange, covers } from '../model/access-list.ts';
import type { AccessUse } from '../model/model.ts';
import { readBody } from './read-body.ts';
import { badRequest, conflict, notFound } from './refusal.ts';

/** What is added to the access list of an API key or a service account; read-only fields are accepted and ignored. */
const NewEntries = z.array(
  z.strictObject({
    ipAddress: z.string().nullish(),
    cidrBlock: z.string().nullish(),
    createdAt: z.unknown().optional(),
    lastUsedAddress: z.unknown().optional(),
    lastUsedAt: z.unknown().optional(),
    requestCount: z.unknown().optional(),
  }),
);

/** What the body adds to the list, each as a range; refusals as in the Ops Manager notes, section 4.9. */
export function newEntries(list: readonly string[], body: string): string[] {
  const ranges = readBody(NewEntries, body).map(rangeOf);
  const twice = ranges.find((range, index) => ranges.indexOf(range) !== index);
  if (twice !== undefined)
    throw badRequest('DUPLICATE_ADDRESSES_IN_INPUT', `The address ${twice} was specified twice.`, twice);
  const known = ranges.find((range) => list.some((one) => asRange(one) === range));
  if (known !== undefined)
    throw conflict('ADDRESS_ALREADY_IN_ACCESS_LIST', `The address ${known} is on the access list already.`, known);
  return ranges;
}

function rangeOf({ ipAddress, cidrBlock }: z.infer<typeof NewEntries>[number]): string {
  const value = ipAddress || cidrBlock;
  if (!value) throw badRequest('BAD_ACCESS_LIST_ADD_REQUEST', 'An entry needs an ipAddress or a cidrBlock.');
  const range = asRange(value);
  if (range !== undefined) return range;
  const detail = `The address ${value} must be in valid IP address or CIDR notation.`;
  throw badRequest('INVALID_IP_ADDRESS_OR_CIDR_NOTATION', detail, value);
}

/** The list without the entry; nobody may shut themselves out (Ops Manager notes, section 4.9). */
export function withoutEntry(list: readonly string[], value: string, callerAddress: string | undefined): string[] {
  const range = entryNamed(list, value);
  if (callerAddress !== undefined && covers([range], callerAddress)) {
    const detail = `Cannot remove the caller's IP address ${callerAddress} from the access list.`;
    throw badRequest('CANNOT_REMOVE_CALLER_FROM_ACCESS_LIST', detail, callerAddress);
  }
  return list.filter((one) => one !== range);
}

/** The range as it is in the list, for an address or a range. */
export function entryNamed(list: readonly string[], value: string): string {
  const range = asRange(value);
  const found = list.find((one) => asRange(one) === range);
  if (found !== undefined && range !== undefined) return found;
  throw notFound('API_KEY_ACCESS_LIST_NOT_FOUND', `The address ${value} is not on the access list.`, value);
}

function accessEntryView(range: string): { cidrBlock: string; ipAddress?: string } {
  const cidrBlock = asRange(range) ?? range;
  const [address = '', prefix] = cidrBlock.split('/');
  return prefix === (address.includes(':') ? '128' : '32') ? { cidrBlock, ipAddress: address } : { cidrBlock };
}

/** As both services show the entry of an API key; what has not been used has no count (count starts at 1). */
export function keyEntryView({ range, createdAt, count, lastUsed }: AccessUse) {
  return {
    ...accessEntryView(range),
    created: new Date(createdAt).toISOString(),
    ...(lastUsed === undefined
      ? {}
      : { count, lastUsed: new Date(lastUsed.at).toISOString(), lastUsedAddress: lastUsed.address }),
  };
}

/** As Atlas shows the entry of a service account. */
export function accountEntryView({ range, createdAt, count, lastUsed }: AccessUse) {
  return {
    ...accessEntryView(range),
    createdAt: new Date(createdAt).toISOString(),
    requestCount: count,
    ...(lastUsed === undefined
      ? {}
      : { lastUsedAt: new Date(lastUsed.at).toISOString(), lastUsedAddress: lastUsed.address }),
  };
}
