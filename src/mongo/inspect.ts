import { z } from 'zod';
import { withClient } from './connect.ts';
import { userNamespaces } from './scan.ts';
import { userDatabases } from './user-databases.ts';
import { type LookOptions, limited, withinTime } from './within-time.ts';

/** Looking at one deployment, read-only and within ten seconds, whatever the server does. A signal ends it, as an interruption. */

const patienceMs = 5_000;

/** Says hello, which needs no credentials; fulfilled when a server has answered. */
export async function greet(uri: string, signal: AbortSignal): Promise<void> {
  const name = 'the destination';
  await limited({ name, signal }, (limit) =>
    withClient(uri, { name, patienceMs, signal: limit }, (client) => client.db('admin').command({ hello: 1 })),
  );
}

const Hello = z.looseObject({ msg: z.string().optional() });
/** `modules` names `enterprise` on MongoDB Enterprise, and nothing on Community (manual, buildInfo). */
const BuildInfo = z.looseObject({ version: z.string(), modules: z.array(z.string()).optional() });

/** Version and edition, and whether a mongos answers; `enterprise` is left out where the server does not tell. */
export async function deploymentFacts(
  uri: string,
  options: LookOptions,
): Promise<{ version: string; sharded: boolean; enterprise?: boolean }> {
  return withinTime(uri, options, async (client) => {
    const admin = client.db('admin');
    const { version, modules } = BuildInfo.parse(await admin.command({ buildInfo: 1 }));
    // Only a mongos says "isdbgrid".
    const { msg } = Hello.parse(await admin.command({ hello: 1 }));
    const edition = modules === undefined ? {} : { enterprise: modules.includes('enterprise') };
    return { version, sharded: msg === 'isdbgrid', ...edition };
  });
}

/** The namespaces that hold user data, as `database.collection`; refuses who may not see every database. */
export async function occupiedNamespaces(uri: string, options: LookOptions): Promise<string[]> {
  return withinTime(uri, options, async (client) => {
    await userDatabases(client);
    return (await userNamespaces(client)).map(({ name }) => name);
  });
}
