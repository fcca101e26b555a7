import { expect, it } from 'vitest';
import { type Hindrance, hindranceOf } from '../../../src/sandbox/replication/hindrance.ts';
import { withDeployment } from '../../../src/sandbox/replication/open-deployment.ts';
import { validateMigration } from '../../../src/sandbox/replication/validate-migration.ts';
import { oldServer } from '../../support/old-server.ts';
import { rawServer } from '../../support/raw-server.ts';

const password = 'hu/sh';
const soon = '?serverSelectionTimeoutMS=300';

it.each<[string, () => Promise<string>, Hindrance['kind'], RegExp]>([
  ['nobody listens', async () => `mongodb://127.0.0.1:9/${soon}`, 'unreachable', /ECONNREFUSED 127\.0\.0\.1:9/],
  ['nobody listens at any address', async () => `mongodb://localhost:9/${soon}`, 'unreachable', /ECONNREFUSED .*:9/],
  ['nobody says anything', silent, 'silent', /timed out.*is Unknown/],
  [
    'no primary among what answers',
    async () => `mongodb://${await oldServer(21)}/${soon}&replicaSet=rs0`,
    'unusable',
    /timed out .*no server belongs to the replica set rs0/,
  ],
  [
    'an old server',
    async () => `mongodb://${await oldServer(8)}/${soon}`,
    'unusable',
    /maximum wire version 8, .*at least 9/,
  ],
  [
    'a slash in the password',
    async () => `mongodb://me:${password}@db/`,
    'unread',
    /^the connection string cannot be read$/,
  ],
  ['an @ in the password', async () => 'mongodb://me:hu@sh@db/', 'unread', /^the connection string cannot be read$/],
  [
    'an unknown option',
    async () => 'mongodb://me:hush@db/?foo=1',
    'unread',
    /cannot be read: option foo is not supported/,
  ],
])('%s', async (_, uri, kind, words) => {
  const error = await withDeployment(await uri(), async () => {}).catch((thrown: unknown) => thrown);
  const hindrance = hindranceOf(error);
  expect(hindrance).toEqual({ kind, words: expect.stringMatching(words) });
  expect(hindrance.words).not.toMatch(/hu.?sh/);
});

it.each<[string, () => Promise<string>, RegExp]>([
  [
    'an old server',
    async () => `mongodb://${await oldServer(8)}/${soon}`,
    /^The specified source cannot be used: 127.*maximum wire version 8/,
  ],
  [
    'nobody',
    async () => `mongodb://127.0.0.1:9/${soon}`,
    /^Could not reach the specified source: 127\.0\.0\.1:9 \(.*ECONNREFUSED/,
  ],
  [
    'an unreadable string',
    async () => `mongodb://me:${password}@db/`,
    /^Of the specified source the connection string cannot be read\.$/,
  ],
])('a validation of %s tells the cause', async (_, uri, says) => {
  const job = { sourceUri: await uri(), destinationUri: 'mongodb://127.0.0.1:9/', dropDestinationData: false };
  expect(await validateMigration(job, { acceptsStandalone: true })).toMatch(says);
});

/** Takes connections, and never answers what is no HTTP. */
async function silent(): Promise<string> {
  return `mongodb://127.0.0.1:${(await rawServer('')).port}/${soon}`;
}
