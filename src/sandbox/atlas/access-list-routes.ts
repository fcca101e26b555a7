import { z } from 'zod';
import { networkManager, project } from '../http/access.ts';
import { page, selfLink } from '../http/page.ts';
import { readBody } from '../http/read-body.ts';
import { badRequest, notFound } from '../http/refusal.ts';
import { type ApiRequest, created, noContent, ok, type Route } from '../http/route.ts';
import {
  accessListOf,
  addToAccessList,
  asRange,
  entryStatus,
  findEntry,
  type NewAccessEntry,
  removeFromAccessList,
} from '../model/access-list.ts';
import type { AccessEntry, Model } from '../model/model.ts';
import { atlasTerritory } from './territory.ts';

const NewEntries = z.array(
  z.strictObject({
    ipAddress: z.string().nullish(),
    cidrBlock: z.string().nullish(),
    awsSecurityGroup: z.string().nullish(),
    comment: z.string().max(80).nullish(),
    deleteAfterDate: z.iso.datetime({ offset: true }).nullish(),
    // Read-only, and sent back by clients that fill in what they know: accepted and ignored.
    groupId: z.string().optional(),
    links: z.unknown().optional(),
  }),
);

const week = 7 * 24 * 3_600_000;

const versions = ['2023-01-01'] as const;

/** The project's IP access list; POST takes an array and answers 201 with a page (API notes, sections 7 and 10). */
export function accessListRoutes(model: Model): Route[] {
  const territory = atlasTerritory(model);
  const groupOf = ({ identity, param }: ApiRequest) => project(territory, identity, param('groupId')).id;
  const ownGroup = ({ identity, param }: ApiRequest) =>
    project(territory, identity, param('groupId'), networkManager).id;
  const entryOf = (request: ApiRequest) => {
    const [groupId, value] = [groupOf(request), request.param('entryValue')];
    const found = findEntry(model, groupId, value);
    if (found === undefined) throw entryNotFound(groupId, value);
    return found;
  };
  const list = (request: ApiRequest, groupId: string) =>
    page(
      request,
      accessListOf(model, groupId).map((entry) => entryView(entry, request)),
    );
  return [
    {
      method: 'GET',
      path: '/groups/:groupId/accessList',
      versions,
      handle: (request) => list(request, groupOf(request)),
    },
    {
      method: 'POST',
      path: '/groups/:groupId/accessList',
      versions,
      handle: (request) => {
        const groupId = ownGroup(request);
        const now = model.time.now();
        const entries = readBody(NewEntries, request.text).map((entry) => newEntry(entry, now));
        addToAccessList(model, groupId, entries);
        return created(list(request, groupId).body);
      },
    },
    {
      method: 'GET',
      path: '/groups/:groupId/accessList/:entryValue',
      versions,
      handle: (request) => ok(entryView(entryOf(request), request)),
    },
    {
      method: 'GET',
      path: '/groups/:groupId/accessList/:entryValue/status',
      versions,
      handle: (request) => ok({ STATUS: entryStatus(model, entryOf(request)) }),
    },
    {
      method: 'DELETE',
      path: '/groups/:groupId/accessList/:entryValue',
      versions,
      handle: (request) => {
        const [groupId, value] = [ownGroup(request), request.param('entryValue')];
        if (!removeFromAccessList(model, groupId, value)) throw entryNotFound(groupId, value);
        return noContent;
      },
    },
  ];
}

type Wanted = z.infer<typeof NewEntries>[number];

function newEntry(wanted: Wanted, now: number): NewAccessEntry {
  const { ipAddress, comment, deleteAfterDate } = wanted;
  const range = rangeOf(wanted);
  const [address = '', prefix] = range.split('/');
  const single = ipAddress || prefix === (address.includes(':') ? '128' : '32');
  return {
    cidrBlock: range,
    ...(single ? { ipAddress: address } : {}),
    ...(comment == null ? {} : { comment }),
    ...(deleteAfterDate == null ? {} : { deleteAt: dayWithinAWeek(deleteAfterDate, now) }),
  };
}

function rangeOf({ ipAddress, cidrBlock, awsSecurityGroup }: Wanted): string {
  if (awsSecurityGroup) throw noSecurityGroups(awsSecurityGroup);
  const value = ipAddress || cidrBlock;
  if (!value) throw badRequest('MISSING_ATTRIBUTE', 'The required attribute ipAddress was not specified.', 'ipAddress');
  const range = ipAddress?.includes('/') ? undefined : asRange(value);
  if (range !== undefined) return range;
  const detail = `The address ${value} must be in valid IP address or CIDR notation.`;
  throw badRequest('INVALID_IP_ADDRESS_OR_CIDR_NOTATION', detail, value);
}

/** A temporary entry lasts at most a week (API notes, section 7). */
function dayWithinAWeek(date: string, now: number): number {
  const at = Date.parse(date);
  if (at > now && at <= now + week) return at;
  const detail = `deleteAfterDate ${date} must be in the future, and at most a week away.`;
  throw badRequest('INVALID_ATTRIBUTE', detail, 'deleteAfterDate');
}

/** Only with a peering in AWS, through which nothing reaches a sandbox. */
function noSecurityGroups(group: string) {
  return badRequest('INVALID_ATTRIBUTE', `The AWS security group ${group} has no peering to this project.`, group);
}

function entryView(entry: AccessEntry, request: ApiRequest) {
  const { groupId, cidrBlock, ipAddress, comment, deleteAt } = entry;
  const value = encodeURIComponent(cidrBlock);
  const href = `${new URL(request.url).origin}/api/atlas/v2/groups/${groupId}/accessList/${value}`;
  return {
    groupId,
    cidrBlock,
    ...(ipAddress === undefined ? {} : { ipAddress }),
    comment: comment ?? '',
    ...(deleteAt === undefined ? {} : { deleteAfterDate: new Date(deleteAt).toISOString() }),
    ...selfLink(href),
  };
}

function entryNotFound(groupId: string, value: string) {
  return notFound(
    'ATLAS_ACCESS_LIST_NOT_FOUND',
    `IP Address ${value} not on Atlas access list for group ${groupId}.`,
    value,
    groupId,
  );
}
