interface UriParts {
  readonly replicaSet?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly tls?: boolean;
}

/** A connection string; users are in `admin`. With TLS it wants a `tlsCAFile` besides, unless the system trusts the certificate. */
export function uriOf(address: string, { replicaSet, username, password = '', tls = false }: UriParts): string {
  const login = username === undefined ? '' : `${encodeURIComponent(username)}:${encodeURIComponent(password)}@`;
  const options = new URLSearchParams();
  if (replicaSet !== undefined) options.set('replicaSet', replicaSet);
  if (username !== undefined) options.set('authSource', 'admin');
  if (tls) options.set('tls', 'true');
  const query = options.toString();
  return `mongodb://${login}${address}/${query === '' ? '' : `?${query}`}`;
}
