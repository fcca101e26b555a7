import { harmless, shortened } from './harmless.ts';

/** The hosts of a connection string, and nothing else of it, for a message. */
export function hostsIn(uri: string): string {
  return shortened(harmless(allHostsIn(uri)));
}

/** All of them as they stand there, with their ports: `a.example:27017,b.example:27017`. */
export function allHostsIn(uri: string): string {
  const authority = uri.replace(/^[^:]*:\/\//, '').split(/[/?]/)[0] ?? '';
  return authority.slice(authority.lastIndexOf('@') + 1);
}
