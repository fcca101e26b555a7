import { join } from 'node:path';
import type { Document, MongoClient } from 'mongodb';
import type { KeptVerification } from '../../src/core/ports.ts';
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

/** Files whose verification waits, once it has kept what came of so many parts, until it is let go on or is asked to stop. */
export function waitingAfter(parts: number) {
  let [kept, letGo] = [0, () => {}];
  const goes = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let [isWaiting, hasReached] = [false, () => {}];
  const reached = new Promise<void>((resolve) => {
    hasReached = resolve;
  });
  const waiting = (one: KeptVerification): KeptVerification => ({
    ...one,
    isStopWanted: async () => {
      const isWanted = await one.isStopWanted();
      if (isWanted) setImmediate(letGo);
      return isWanted;
    },
    journal: {
      ...one.journal,
      append: async (entry, found) => {
        await one.journal.append(entry, found);
        if (entry.kind === 'compared') kept += 1;
        if (kept < parts || isWaiting) return;
        isWaiting = true;
        hasReached();
        await goes;
      },
    },
  });
  const mutate: PortsOptions['mutate'] = (files) => ({
    ...files,
    verifications: async () => {
      const store = await files.verifications();
      return {
        ...store,
        create: async (now) => waiting(await store.create(now)),
        open: async (id) => waiting(await store.open(id)),
      };
    },
  });
  return { mutate, reached, letGo };
}
