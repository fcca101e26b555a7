import { describe, expect, it } from 'vitest';
import { atlasApi } from '../../../src/api/atlas.ts';
import type { Http } from '../../../src/api/http.ts';
import { managerApi } from '../../../src/api/ops-manager.ts';
import { atlasReads, managerReads } from '../../../src/cli/one-look.ts';
import { Secret } from '../../../src/core/secret.ts';

/** A client whose requests go nowhere, and the methods of those that it was to send. */
function recorded() {
  const methods: string[] = [];
  const refuse = async ({ method }: { readonly method: string }): Promise<never> => {
    methods.push(method);
    throw new Error('nothing is sent');
  };
  const http: Http = { ask: refuse, send: refuse };
  return { http, methods };
}

const request = {
  migrationHosts: ['mig01'],
  dropDestinationData: false,
  source: { clusterName: 'rs', groupId: 'p', ssl: true, managedAuthentication: true },
  destination: { clusterName: 'Billing0', groupId: 'p', hostnameSchemaType: 'PUBLIC' },
} as const;
const bodies: Readonly<Record<string, unknown>> = {
  addToAccessList: { ipAddress: '203.0.113.7', comment: '' },
  createLinkToken: [],
  connect: new Secret('token'),
  validate: request,
  createMigration: request,
};

/** The methods that a function of a client sends. */
async function sentBy(name: string, call: unknown, methods: readonly string[]): Promise<readonly string[]> {
  if (typeof call !== 'function') throw new Error(`${name} is no function`);
  await expect(Reflect.apply(call, undefined, ['id', bodies[name] ?? 'id'])).rejects.toThrow('nothing is sent');
  return methods;
}

const clients = { atlas: [atlasApi, atlasReads], manager: [managerApi, managerReads] } as const;

describe.each(Object.entries(clients))('of the client of %s', (_, [make, reads]) => {
  it.each(Object.keys(make(recorded().http)))('%s is a read where it only gets, and nowhere else', async (name) => {
    const { http, methods } = recorded();
    const call = Object.entries(make(http)).find(([one]) => one === name)?.[1];
    const isGet = (await sentBy(name, call, methods)).every((method) => method === 'GET');
    expect(reads.some((read) => read === name)).toBe(isGet);
  });
});
