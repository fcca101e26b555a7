import { harmless, shortened } from './harmless.ts';

/** The hosts of a connection string, and nothing else of it. */
export function hostsIn(uri: string): string {
  const authority = uri.replace(/^[^:]*:\/\//, '').split(/[/?]/)[0] ?? '';
  return shortened(harmless(authority.slice(authority.lastIndexOf('@') + 1)));
}
