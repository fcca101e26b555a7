import { LivemigError } from './errors.ts';
import type { Prompter } from './ports.ts';
import { Secret } from './secret.ts';
import { isQuoted, tidied } from './tidied.ts';

export type Credentials =
  | { readonly kind: 'api-key'; readonly publicKey: string; readonly privateKey: Secret }
  | { readonly kind: 'service-account'; readonly clientId: string; readonly clientSecret: Secret };

/** Whose API wants credentials, in the order in which livemig connects. */
export const credentialSides = ['Atlas', 'manager'] as const;
export type CredentialSide = (typeof credentialSides)[number];

export interface CredentialSource {
  readonly kind: Credentials['kind'];
  readonly names: readonly [id: string, secret: string];
}

/** In the order in which they are looked for; our own names win over those of Atlas CLI and mongocli. */
const sources: Record<
  CredentialSide,
  readonly [key: CredentialSource, account: CredentialSource, ...CredentialSource[]]
> = {
  Atlas: [
    { kind: 'api-key', names: ['LIVEMIG_ATLAS_PUBLIC_KEY', 'LIVEMIG_ATLAS_PRIVATE_KEY'] },
    { kind: 'service-account', names: ['LIVEMIG_ATLAS_CLIENT_ID', 'LIVEMIG_ATLAS_CLIENT_SECRET'] },
    { kind: 'api-key', names: ['MONGODB_ATLAS_PUBLIC_API_KEY', 'MONGODB_ATLAS_PRIVATE_API_KEY'] },
    { kind: 'service-account', names: ['MONGODB_ATLAS_CLIENT_ID', 'MONGODB_ATLAS_CLIENT_SECRET'] },
  ],
  manager: [
    { kind: 'api-key', names: ['LIVEMIG_MANAGER_PUBLIC_KEY', 'LIVEMIG_MANAGER_PRIVATE_KEY'] },
    { kind: 'service-account', names: ['LIVEMIG_MANAGER_CLIENT_ID', 'LIVEMIG_MANAGER_CLIENT_SECRET'] },
    { kind: 'api-key', names: ['MCLI_PUBLIC_API_KEY', 'MCLI_PRIVATE_API_KEY'] },
  ],
};

/** The variables that hold the half of a pair that nobody may see. */
export const secretVariables: readonly string[] = Object.values(sources)
  .flat()
  .map(({ names }) => names[1]);

export interface FoundCredentials {
  readonly credentials: Credentials;
  /** The variable, `your answer` or the profile, for showing where they came from. */
  readonly origin: string;
  /** The pair that holds them, or would hold what was typed; none where they are those of a profile. */
  readonly variables: readonly string[];
}

/** The first complete pair in the environment. Half a pair is an error, because it is a typing mistake. */
export function findCredentials(
  side: CredentialSide,
  env: Readonly<Record<string, string | undefined>>,
): FoundCredentials | undefined {
  for (const { kind, names } of sources[side]) {
    const [id, secret] = [tidied(env[names[0]] ?? ''), tidied(env[names[1]] ?? '')];
    if (!id && !secret) continue;
    if (!id || !secret) throw halfAPair(side, id ? names[1] : names[0], id ? names[0] : names[1]);
    return { credentials: usableCredentials(kind, names, [id, secret]), origin: names[0], variables: names };
  }
  return undefined;
}

/** Credentials of two texts, which are called so where they came from. Throws kind `credentials` where one cannot be right. */
export function usableCredentials(
  kind: Credentials['kind'],
  names: CredentialSource['names'],
  [id, secret]: readonly [id: string, secret: string],
): Credentials {
  refuseUnusable(names[0], id);
  refuseUnusable(names[1], secret);
  return credentialsOf(kind, id, secret);
}

/** There are none: names the pairs to set, ours first. */
export function credentialsMissing(side: CredentialSide): LivemigError {
  return new LivemigError({
    kind: 'credentials',
    code: 'CREDENTIALS_MISSING',
    message: `${side} credentials: set ${pairsToSet(side)}.`,
    fix: 'Set them, name a profile that holds them with --profile, or run the command on a terminal, where it asks.',
    data: { credentials: [side] },
  });
}

/** Our own pairs of variables, as a part of a sentence. */
export function pairsToSet(side: CredentialSide): string {
  const [key, account] = sources[side];
  return `${key.names.join(' and ')}, or for a service account ${account.names.join(' and ')}`;
}

/** The pairs of variables that credentials come from, each with its kind, ours first. */
export function credentialVariables(side: CredentialSide): readonly CredentialSource[] {
  return sources[side];
}

/** Asks for the kind, the half that may be seen and the secret; `refused` is what was typed before, to be mended. */
export async function askCredentials(
  side: CredentialSide,
  prompter: Prompter,
  refused?: Credentials,
): Promise<FoundCredentials> {
  const kind = await prompter.ask({
    kind: 'choice',
    ...(refused !== undefined && { default: refused.kind }),
    message: `${side} credentials`,
    choices: [
      { value: 'api-key', name: 'API key', note: 'public and private key' },
      { value: 'service-account', name: 'Service account', note: 'client id and secret' },
    ],
  });
  const isKey = kind === 'api-key';
  const [key, account] = sources[side];
  const check = (answer: string) => faultOf(tidied(answer)) ?? true;
  const typed = refused?.kind === kind ? { default: idOf(refused) } : {};
  const id = await prompter.ask({ kind: 'text', message: isKey ? 'Public key' : 'Client id', check, ...typed });
  const secret = await prompter.ask({ kind: 'secret', message: isKey ? 'Private key' : 'Client secret', check });
  return {
    credentials: credentialsOf(isKey ? 'api-key' : 'service-account', tidied(id), tidied(secret)),
    origin: 'your answer',
    variables: (isKey ? key : account).names,
  };
}

function idOf(credentials: Credentials): string {
  return credentials.kind === 'api-key' ? credentials.publicKey : credentials.clientId;
}

function credentialsOf(kind: Credentials['kind'], id: string, secret: string): Credentials {
  return kind === 'api-key'
    ? { kind, publicKey: id, privateKey: new Secret(secret) }
    : { kind, clientId: id, clientSecret: new Secret(secret) };
}

function faultOf(text: string): string | undefined {
  if (text === '') return 'must not be empty';
  if (/\p{Cc}/u.test(text)) return 'must be one line, without control characters';
  return isQuoted(text) ? 'must not be in quotes' : undefined;
}

/** Without the value, which may be secret. */
function refuseUnusable(name: string, text: string): void {
  const fault = faultOf(text);
  if (fault === undefined) return;
  throw new LivemigError({
    kind: 'credentials',
    code: 'CREDENTIALS_NOT_USABLE',
    message: `${name} ${fault}.`,
    fix: `Set ${name} to what Atlas or the manager showed, and nothing around it.`,
  });
}

function halfAPair(side: CredentialSide, missing: string, present: string): LivemigError {
  return new LivemigError({
    kind: 'credentials',
    code: 'HALF_CREDENTIALS',
    message: `${side} credentials are incomplete: ${present} is set, ${missing} is not.`,
    fix: `Set ${missing} too, or unset ${present}.`,
    data: { credentials: [side] },
  });
}
