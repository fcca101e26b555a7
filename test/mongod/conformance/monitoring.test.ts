import { once } from 'node:events';
import { expect, it } from 'vitest';
import { serverUnderTest } from './server-under-test.ts';

const server = serverUnderTest('monitoring');

/** Driver specification, "Server Monitoring", streaming protocol. */
it('a client that watches the server is told of it again and again, and no heartbeat fails', async () => {
  const client = await server.connect({ heartbeatFrequencyMS: 500, serverMonitoringMode: 'stream' });
  const failures: string[] = [];
  let told = 0;
  client.on('serverHeartbeatFailed', ({ failure }) => failures.push(failure.message));
  client.on('connectionPoolCleared', () => failures.push('the pool was cleared'));
  while (told < 3) {
    const [{ awaited }] = await once(client, 'serverHeartbeatSucceeded');
    if (awaited) told += 1;
    expect(failures).toEqual([]);
  }
});
