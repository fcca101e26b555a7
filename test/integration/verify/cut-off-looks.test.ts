import { expect, it } from 'vitest';
import { lackingServer } from '../../support/lacking-server.ts';
import { startServers } from '../../support/migration-servers.ts';
import { verifyTwo } from '../../support/verify-two.ts';

/** What is asked of definitions and of the side itself. */
const asked = ['listDatabases', 'listCollections', 'listIndexes', 'connectionStatus', 'buildInfo', 'usersInfo'];

it.each(asked)('a connection that is lost three times over %s is made up for', async (name) => {
  const { clients, toFill, job } = await startServers();
  for (const client of [clients.source, clients.destination]) await client.db('app').collection('a').insertOne({});
  let times = 0;
  const lack = (command: object) => {
    if (!(name in command)) return undefined;
    times += 1;
    return times <= 3 ? ('closes' as const) : undefined;
  };
  const source = await lackingServer(toFill.uri, { lack });
  const result = await verifyTwo({ source, destination: job.destinationUri });
  expect(result).toMatchObject({ verdict: 'different', differencesTotal: 2, namespaces: 1 });
  expect(times).toBeGreaterThan(3);
});

it('a connection that is lost each time is an error of its side', async () => {
  const { toFill, job } = await startServers();
  const source = await lackingServer(toFill.uri, {
    lack: (command) => ('listCollections' in command || 'listDatabases' in command ? 'closes' : undefined),
  });
  await expect(verifyTwo({ source, destination: job.destinationUri })).rejects.toMatchObject({
    code: 'MONGODB',
    message: expect.stringMatching(/source/),
  });
});
