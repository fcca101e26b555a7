import type { MongoClient } from 'mongodb';

/** What says how to find the whole deployment, and which of its servers to read from: a part is found by its address. */
const ofTheWhole = new Set([
  'directconnection',
  'loadbalanced',
  'maxstalenessseconds',
  'readpreference',
  'readpreferencetags',
  'replicaset',
  'srvmaxhosts',
  'srvservicename',
]);

/**
 * The connection string of a part of a deployment: its own, but for the address, which is `set/host:port,host:port` or
 * `host:port`. What DNS or the driver adds to a string, `options` tells: those of the client that was made of it.
 */
export function memberUri(uri: string, { tls, credentials }: MongoClient['options'], address: string): string {
  const rest = uri.replace(/^[^:]*:\/\//, '');
  const authority = rest.split(/[/?]/)[0] ?? '';
  const user = authority.slice(0, authority.lastIndexOf('@') + 1);
  const [, given = ''] = rest.split('?');
  const query = new URLSearchParams(
    [...new URLSearchParams(given)].filter(([name]) => !ofTheWhole.has(name.toLowerCase())),
  );
  if (tls === true) set(query, 'tls', 'true', ['ssl']);
  if (credentials !== undefined) set(query, 'authSource', credentials.source);
  const [name, hosts] = address.includes('/') ? address.split('/') : [undefined, address];
  if (name === undefined) set(query, 'directConnection', 'true');
  else set(query, 'replicaSet', name);
  return `mongodb://${user}${hosts}/?${query}`;
}

/** In place of whatever stands there, in whatever letters. */
function set(query: URLSearchParams, name: string, value: string, aliases: readonly string[] = []): void {
  const same = [name.toLowerCase(), ...aliases];
  for (const known of [...query.keys()]) if (same.includes(known.toLowerCase())) query.delete(known);
  query.set(name, value);
}
