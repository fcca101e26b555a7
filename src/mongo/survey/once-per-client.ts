import type { MongoClient } from 'mongodb';

type Read<Context, Result> = (client: MongoClient, context: Context) => Promise<Result>;

/**
 * What several surveys begin with is read once for all of them: they share a client for as long as they run (`SharedClients`),
 * and the next look has another one.
 */
export function oncePerClient<Context, Result>(read: Read<Context, Result>): Read<Context, Result> {
  const begun = new WeakMap<MongoClient, Promise<Result>>();
  return (client, context) => {
    const known = begun.get(client);
    if (known !== undefined) return known;
    const reading = read(client, context);
    begun.set(client, reading);
    // What was cut off is not what was read: whoever asks next asks anew.
    reading.catch(() => begun.delete(client));
    return reading;
  };
}
