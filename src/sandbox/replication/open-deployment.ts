import { MongoClient } from 'mongodb';

/** How long to look for a server, in ms: the sandbox's own are there at once. Who has one far away says so in its URI. */
const patience = { serverSelectionTimeoutMS: 5_000, connectTimeoutMS: 5_000 };

/**
 * A client for one deployment, not yet connected. `exactBson` is for single reads, not for all: the driver itself could
 * not read the codes of errors that come as BSON types.
 */
export function openDeployment(uri: string): MongoClient {
  return new MongoClient(uri, {
    ignoreUndefined: false,
    appName: 'livemig-sandbox-migration',
    ...Object.fromEntries(Object.entries(patience).filter(([name]) => !isSaidIn(uri, name))),
    readPreference: 'primary',
  });
}

/** The driver would let its options win. */
function isSaidIn(uri: string, option: string): boolean {
  return new RegExp(`[?&]${option}=`, 'i').test(uri);
}

/** Lends a connected client and closes it in any case. */
export async function withDeployment<Result>(
  uri: string,
  use: (client: MongoClient) => Promise<Result>,
): Promise<Result> {
  const client = openDeployment(uri);
  try {
    await client.connect();
    return await use(client);
  } finally {
    await client.close();
  }
}
