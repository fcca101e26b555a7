import { secretVariables } from '../../src/core/credentials.ts';
import { inputs } from '../../src/stages/inputs.ts';
import type { NamedSecret } from './secret-search.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const secretInputs = Object.values(inputs).filter(({ kind }) => kind === 'secret');
const always = [...secretVariables, ...secretInputs.flatMap(({ env }) => env)];
const renaming = secretInputs.flatMap(({ envFlag }) => envFlag?.split(' ')[0] ?? []);

/** What a run is given that nobody may see: secret variables, by the inputs' own declarations, and passwords in URIs. */
export function givenSecrets(args: readonly string[], env: Environment): NamedSecret[] {
  const secret = new Set([...always, ...renamed(args)]);
  const variables = Object.entries(env).flatMap(([name, value = '']) => {
    const passwords = passwordsIn(value).map((text) => ({ name: `the password in ${name}`, text }));
    return secret.has(name) && !isUri(value) ? [{ name, text: value }, ...passwords] : passwords;
  });
  const typed = args.flatMap(passwordsIn).map((text) => ({ name: 'the password in an argument', text }));
  const open = new Set([...args, ...Object.keys(env).flatMap((name) => (secret.has(name) ? [] : (env[name] ?? [])))]);
  // What is given openly as well cannot be told apart where it is shown.
  return [...variables, ...typed].filter(({ text }) => !open.has(text));
}

/** Variables that are named by a flag, such as `--source-uri-env MY_URI`. */
function renamed(args: readonly string[]): string[] {
  return args.flatMap((arg, at) => {
    const [flag = '', value] = arg.split('=', 2);
    return renaming.includes(flag) ? [value ?? args[at + 1] ?? ''] : [];
  });
}

function isUri(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
}

/** The password of a URI as it stands there and as it is meant. */
function passwordsIn(text: string): string[] {
  const [, password] = /^[a-z][a-z0-9+.-]*:\/\/[^/?#:]*:([^/?#]*)@/i.exec(text) ?? [];
  return password === undefined ? [] : [...new Set([password, decoded(password)])];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The ports of every URL in the environment: the services that the run may talk to. */
export function portsIn(env: Environment): number[] {
  return Object.values(env).flatMap((value = '') => {
    const [, port] = /^https?:\/\/[^/]*:(\d+)/i.exec(value) ?? [];
    return port === undefined ? [] : [Number(port)];
  });
}
