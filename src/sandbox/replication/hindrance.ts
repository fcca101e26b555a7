import { MongoServerSelectionError } from 'mongodb';
import { UnreadableUri } from './open-deployment.ts';
import { codes, hasCode } from './server-facts.ts';

/** Why the driver cannot use a deployment. */
export interface Hindrance {
  /**
   * `silent`: it took the connection and said nothing, as does who waits for TLS or does not know it. `unusable`:
   * something answered, and what it is or says is not what a migration needs.
   */
  readonly kind: 'unread' | 'unresolved' | 'unreachable' | 'silent' | 'login' | 'unauthorized' | 'unusable';
  /** The driver's own, on one line; they name hosts and never a password. */
  readonly words: string;
}

const unresolved = ['ENOTFOUND', 'ENODATA', 'EAI_AGAIN', 'ESERVFAIL'];
const unreachable = ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'ETIMEDOUT'];

export function hindranceOf(error: unknown): Hindrance {
  const words = wordsOf(error).replace(/\.$/, '');
  if (error instanceof UnreadableUri) return { kind: 'unread', words };
  const mentions = (names: readonly string[]) => names.some((name) => words.includes(name));
  if (hasCode(error, codes.authenticationFailed)) return { kind: 'login', words };
  if (hasCode(error, codes.unauthorized)) return { kind: 'unauthorized', words };
  if (mentions(unresolved)) return { kind: 'unresolved', words };
  if (mentions(unreachable)) return { kind: 'unreachable', words };
  if (isSilent(error)) return { kind: 'silent', words };
  return { kind: 'unusable', words };
}

/** The error's message, with that of its cause where that says more, as with the error of one server among several. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const said = error.message.split('\n')[0] ?? '';
  const more = causeOf(error);
  if (more === '' || said.includes(more)) return said;
  return said === '' ? more : `${said} (${more})`;
}

/** Node tries each address of a name, and then says nothing but what each of them said. */
function causeOf(error: Error): string {
  if (error.cause instanceof Error) return wordsOf(error.cause);
  return error instanceof AggregateError ? error.errors.map(wordsOf).join('; ') : seenBy(error);
}

/** What each server was when the driver gave up: without an error there is a reason that nobody has said. */
function seenBy(error: Error): string {
  if (!(error instanceof MongoServerSelectionError) || error.reason === undefined) return '';
  const { servers, setName } = error.reason;
  // It takes out those that belong to another set.
  if (servers.size === 0) return `no server belongs to the replica set ${setName}`;
  return [...servers.values()].map(({ address, type }) => `${address} is ${type}`).join(', ');
}

/** No server has said anything in all the time that the driver gave them. */
function isSilent(error: unknown): boolean {
  if (!(error instanceof MongoServerSelectionError) || error.cause instanceof Error) return false;
  const types = [...(error.reason?.servers.values() ?? [])].map(({ type }) => type);
  return types.length > 0 && types.every((type) => type === 'Unknown');
}
