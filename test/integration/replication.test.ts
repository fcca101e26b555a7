import { describe, expect, it } from 'vitest';
import { createMigrationEngine } from '../../src/sandbox/replication/create-migration-engine.ts';
import { seed } from '../../src/sandbox/replication/seed.ts';
import { startTraffic } from '../../src/sandbox/replication/traffic.ts';
import { contents, reached, startServers, stoppedAfterwards } from '../support/migration-servers.ts';
import { realClock } from '../unit/sandbox/http/sandbox-client.ts';

const engine = createMigrationEngine({ clock: realClock });

describe('a migration', () => {
  it.each([
    ['above 6.0, where the source is blocked', '7.0.14', 2_000],
    ['below 6.0, where the source cannot be blocked', '5.0.31', 300],
  ])('leaves both sides byte for byte the same while applications write, %s', async (_, version, documents) => {
    const { job, uri, clients } = await startServers({ source: version });
    await seed(uri('root'), { documents });
    const traffic = startTraffic(uri('app'), { perSecond: 200, clock: realClock });
    await traffic.start();
    expect(await engine.validate(job)).toBeUndefined();
    const migration = stoppedAfterwards(engine.start(job));
    await reached(migration, 'following');
    const before = traffic.written();
    await expect.poll(() => traffic.written()).toBeGreaterThan(before + 50);
    if (version.startsWith('5')) await traffic.stop();
    migration.cutOver();
    await reached(migration, 'complete');
    await traffic.stop();
    expect(await contents(clients.destination)).toEqual(await contents(clients.source));
    expect(migration.status()).toMatchObject({ phase: 'complete', lagSeconds: expect.any(Number) });
    expect(migration.status().changesApplied).toBeGreaterThan(50);
  });
});
