import { MongoClient, MongoError } from 'mongodb';

/** How long to look for a server, in ms: the sandbox's own are there at once. Who has one far away says so in its URI. */
const patience = { serverSelectionTimeoutMS: 5_000, connectTimeoutMS: 5_000 };

/** Of a connection string. It says nothing of the string itself: what cannot be read may be a part of the password. */
export class UnreadableUri extends Error {
  override readonly name = 'UnreadableUri';
}

/**
 * A client for one deployment, not yet connected. `exactBson` is for single reads, not for all: the driver itself could
 * not read the codes of errors that come as BSON types.
 */
export function openDeployment(uri: string): MongoClient {
  try {
    return new MongoClient(uri, {
      ignoreUndefined: false,
      appName: 'livemig-sandbox-migration',
      ...Object.fromEntries(Object.entries(patience).filter(([name]) => !isSaidIn(uri, name))),
      readPreference: 'primary',
    });
  } catch (error) {
    // The driver's own errors are about options; the reader of the string is another library.
    const why = error instanceof MongoError ? `: ${error.message}` : '';
    throw new UnreadableUri(`the connection string cannot be read${why}`);
  }
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
