interface UriParts {
  readonly replicaSet?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

/** A connection string; users are in `admin`. */
export function uriOf(address: string, { replicaSet, username, password = '' }: UriParts): string {
  const login = username === undefined ? '' : `${encodeURIComponent(username)}:${encodeURIComponent(password)}@`;
  const options = new URLSearchParams();
  if (replicaSet !== undefined) options.set('replicaSet', replicaSet);
  if (username !== undefined) options.set('authSource', 'admin');
  const query = options.toString();
  return `mongodb://${login}${address}/${query === '' ? '' : `?${query}`}`;
}
