import { connect, createServer, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { startTraffic } from '../../../src/sandbox/replication/traffic.ts';
import { startServers } from '../../support/migration-servers.ts';
import { realClock } from '../../support/sandbox-client.ts';

/** A way to a server that can be cut: what is open breaks, and nobody gets through until it is mended. */
async function cuttableWay(target: string) {
  const [host, port] = target.split(':');
  const open = new Set<Socket>();
  let isCut = false;
  let refused = 0;
  const server = createServer((near) => {
    if (isCut) {
      refused += 1;
      near.destroy();
      return;
    }
    const far = connect(Number(port), host);
    for (const [one, other] of [[near, far] as const, [far, near] as const]) {
      open.add(one);
      one.pipe(other);
      one.on('error', () => one.destroy());
      one.on('close', () => void other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return {
    address: `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    cut: () => {
      isCut = true;
      for (const socket of open) socket.destroy();
    },
    refused: () => refused,
    mend: () => {
      isCut = false;
    },
  };
}

it('goes on after its server could not be reached for longer than the driver tries', async () => {
  const { uri } = await startServers();
  const direct = uri('app');
  const [target = ''] = /127\.0\.0\.1:\d+/.exec(direct) ?? [];
  const way = await cuttableWay(target);
  const [base = ''] = direct.replace(target, way.address).split('?');
  const traffic = startTraffic(`${base}?directConnection=true&serverSelectionTimeoutMS=2000`, {
    perSecond: 500,
    clock: realClock,
  });
  onTestFinished(() => traffic.stop());
  await traffic.start();
  await expect.poll(() => traffic.written()).toBeGreaterThan(20);
  way.cut();
  const before = traffic.written();
  // The driver looks for its server each half second, and gives up after two: on a loaded machine less is soon over.
  await expect.poll(() => way.refused()).toBeGreaterThan(6);
  way.mend();
  await expect.poll(() => traffic.written()).toBeGreaterThan(before + 20);
});
