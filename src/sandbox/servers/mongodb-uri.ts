const parts = /^(mongodb(?:\+srv)?:\/\/)(?:([^@/]*)@)?(.*)$/;

export interface UriCredentials {
  readonly username: string;
  readonly password: string;
}

/** Puts these credentials into a connection string, in place of any that it has. */
export function withCredentials(uri: string, { username, password }: UriCredentials): string {
  return uri.replace(parts, (_, scheme: string, _old, rest: string) => {
    return `${scheme}${encodeURIComponent(username)}:${encodeURIComponent(password)}@${rest}`;
  });
}

export function withoutCredentials(uri: string): string {
  return uri.replace(parts, '$1$3');
}

export function credentialsIn(uri: string): UriCredentials | undefined {
  const [username, password = ''] = parts.exec(uri)?.[2]?.split(':') ?? [];
  return username === undefined
    ? undefined
    : { username: decodeURIComponent(username), password: decodeURIComponent(password) };
}
