import type { Document } from 'mongodb';
import { expect, it } from 'vitest';
import { describeDestination, describeSource } from '../../../src/sandbox/servers/own-servers.ts';
import { lackingServer } from '../../support/lacking-server.ts';
import { startServers } from '../../support/migration-servers.ts';
import { rawServer } from '../../support/raw-server.ts';

const soon = 'serverSelectionTimeoutMS=300';
const sides = [
  ['source', describeSource],
  ['destination', describeDestination],
] as const;

it.each(sides)('a %s that calls itself by another name is told of with what that means', async (side, describe) => {
  const { job } = await startServers();
  const answer = (all: Document) => ('buildEnvironment' in all ? { ...all, ferretdbVersion: 'v1.24.2' } : all);
  const { notes } = await describe(await lackingServer(job[`${side}Uri`], { answer }));
  expect(notes).toContain(
    `The ${side} calls itself ferretdb v1.24.2. What it lacks of MongoDB ends a migration in the words of its refusal, or shows in the comparison.`,
  );
});

it.each(sides)('of a %s that is MongoDB, nothing of the kind is said', async (side, describe) => {
  const { job } = await startServers();
  const { notes } = await describe(job[`${side}Uri`]);
  expect(notes.join()).not.toContain('calls itself');
});

it.each(sides)(
  'a %s that wants a login, of which its address knows nothing, is refused at once with that',
  async (side, describe) => {
    const { job } = await startServers();
    const uri = job[`${side}Uri`].replace(/\/\/[^@]*@/, '//').replace(/authSource=\w+&?/, '');
    const address = new URL(uri).host;
    await expect(describe(uri)).rejects.toMatchObject({
      code: `${side.toUpperCase()}_URI`,
      message: `The sandbox may not use the ${side} ${address}: Command listDatabases requires authentication.`,
      fix: expect.stringMatching(/^Name a user in its address who may do that/),
    });
  },
);

it.each(sides)('a wrong password for the %s is told with one full stop', async (side, describe) => {
  const { job } = await startServers();
  const uri = job[`${side}Uri`].replace(/(\/\/[^:]*):[^@]*@/, '$1:wrong@');
  await expect(describe(uri)).rejects.toMatchObject({ message: expect.stringMatching(/may not log in .*[^.]\.$/) });
});

it.each(sides)(
  'a %s that takes the connection and says nothing is not said to be out of reach',
  async (side, describe) => {
    const { port } = await rawServer('');
    await expect(describe(`mongodb://127.0.0.1:${port}/?${soon}`)).rejects.toMatchObject({
      message: expect.stringMatching(
        new RegExp(`gets no answer from the ${side} 127\\.0\\.0\\.1:${port}: .*timed out`),
      ),
      fix: expect.stringContaining('TLS'),
    });
  },
);
