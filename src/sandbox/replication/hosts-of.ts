/** The hosts of a connection string, and nothing else of it: the rest may hold a password in more than one place. */
export function hostsOf(uri: string): string {
  const authority = uri.replace(/^[^:]*:\/\//, '').split(/[/?]/)[0] ?? '';
  return authority.slice(authority.lastIndexOf('@') + 1);
}
