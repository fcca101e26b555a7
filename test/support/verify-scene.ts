import { join } from 'node:path';
import type { Document, MongoClient } from 'mongodb';
import { startServers } from './migration-servers.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { type CommandRun, type PortsOptions, runCommand } from './test-ports.ts';

/** Two deployments with the same contents, and a directory in which they are verified. */
export interface VerifyScene {
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
  readonly clients: { readonly source: MongoClient; readonly destination: MongoClient };
  run(argv: readonly string[], options?: Partial<PortsOptions>): Promise<CommandRun>;
}

export async function startVerifyScene(contents: Readonly<Record<string, readonly Document[]>>): Promise<VerifyScene> {
  const { clients, toFill, job } = await startServers();
  for (const client of [clients.source, clients.destination])
    for (const [namespace, documents] of Object.entries(contents)) {
      const [db, name = ''] = namespace.split('.');
      await client.db(db).command({ insert: name, documents: [...documents] });
    }
  const directory = join(await temporaryDirectory(), 'state');
  const env = { LIVEMIG_SOURCE_URI: toFill.uri, LIVEMIG_DESTINATION_URI: job.destinationUri };
  return {
    ...{ directory, env, clients },
    run: (argv, options = {}) => runCommand([...argv, '--no-input', '--dir', directory], { env, ...options }),
  };
}
