import type { MongoClient } from 'mongodb';
import { z } from 'zod';
import { harmless, shortened } from '../core/harmless.ts';
import type { Connected } from '../core/results/hand-over.ts';
import { saysRouter } from './says-router.ts';
import { type LookOptions, withinTime } from './within-time.ts';

const maxTimeMS = 5_000;

const Rows = z.array(
  z.looseObject({
    appName: z.string().optional(),
    effectiveUsers: z.array(z.looseObject({ user: z.string() })).optional(),
    clientMetadata: z.looseObject({ driver: z.looseObject({ name: z.string() }).optional() }).optional(),
  }),
);

/**
 * Who is connected to the server that answers, by the names that they have given themselves, the most connections first; a
 * mongos tells of its own clients alone. It takes the privilege inprog, as clusterMonitor has it (manual, $currentOp:
 * `idleConnections`, `localOps`, `clientMetadata`). Neither livemig itself nor the servers' own connections count.
 */
export function connectedApplications(uri: string, options: LookOptions): Promise<readonly Connected[]> {
  return withinTime(uri, options, async (client) => {
    const counts = new Map<string, number>();
    for (const row of await rowsOf(client)) {
      const name = nameOf(row);
      if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    const connected = [...counts].map(([application, connections]) => ({ application, connections }));
    return connected.toSorted((one, other) => other.connections - one.connections);
  });
}

async function rowsOf(client: MongoClient) {
  const ofRouter = (await saysRouter(client)) ? { localOps: true } : {};
  const rows = await client
    .db('admin')
    .aggregate(
      [
        { $currentOp: { allUsers: true, idleConnections: true, ...ofRouter } },
        // What a server does for itself has no client.
        { $match: { client: { $exists: true } } },
        { $project: { _id: 0, appName: 1, 'effectiveUsers.user': 1, 'clientMetadata.driver.name': 1 } },
      ],
      { maxTimeMS },
    )
    .toArray();
  return Rows.parse(rows);
}

/** Members of the deployment speak among themselves by a driver of this name (server source, network_interface_tl.cpp). */
const internalDriver = /^NetworkInterfaceTL|^MongoDB Internal Client/;

function nameOf({ appName, effectiveUsers, clientMetadata }: z.infer<typeof Rows>[number]): string | undefined {
  const user = effectiveUsers?.[0]?.user;
  const isInternal = user === '__system' || internalDriver.test(clientMetadata?.driver?.name ?? '');
  if (isInternal || appName === 'livemig') return undefined;
  const name = appName ?? (user === undefined ? 'without a name' : `without a name, as the user ${user}`);
  return shortened(harmless(name));
}
