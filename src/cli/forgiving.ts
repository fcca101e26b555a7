import type { ErrorCode } from '../core/error-codes.ts';
import { LivemigError } from '../core/errors.ts';
import { untilAborted } from '../core/until-aborted.ts';
import { inputs, isInputKey } from '../stages/inputs.ts';
import { dependentsOf } from '../stages/needs.ts';
import type { Services } from '../stages/services.ts';

/** For whoever looks at everything: what is refused keeps one thing from being looked at, and not the rest. */
export interface Forgiving {
  /** The same, of which each failure only says why one thing could not be read. A service that lets nobody in is not asked again. */
  services(services: Services): Services;
  /** Whether to go on without an input that a service could not tell. */
  goesOnWithout(input: string, error: unknown): boolean;
  /** Whether an input is to be looked up among what belongs to one that it went on without. */
  isLost(input: string): boolean;
  /** The inputs that it went on without, and why: a sentence for each reason. */
  missed(): readonly string[];
  /** Why each service and server that was asked, and answered nothing at all, did not. */
  silent(): readonly LivemigError[];
  /** Credentials that were refused and connection strings that cannot be used: they are for a person to put right. */
  refusals(): readonly LivemigError[];
}

/** After one of these a service says nothing else to whoever asks for something else. */
const shut: readonly ErrorCode[] = [
  'API_ADDRESS_REFUSED',
  'API_CERTIFICATE',
  'API_PROXY_REFUSED',
  'API_PROXY_UNREACHABLE',
  'API_UNAUTHORIZED',
  'API_UNREACHABLE',
];

/** What a service has said so far. */
interface Side {
  failed?: LivemigError;
  /** No answer came, whoever asked. */
  silent?: LivemigError;
  /** It may be of one request, or of everything that these credentials ask for. */
  forbidden?: LivemigError;
  hasAnswered: boolean;
}

export function createForgiving(signal: AbortSignal): Forgiving {
  const missed = new Map<string, readonly string[]>();
  const refused = new Map<string, LivemigError>();
  const sides: Record<'atlas' | 'manager', Side> = { atlas: { hasAnswered: false }, manager: { hasAnswered: false } };
  /** Each by its connection string. */
  const servers = new Map<unknown, Side>();
  const serverOf = (uri: unknown): Side => {
    const side = servers.get(uri) ?? { hasAnswered: false };
    servers.set(uri, side);
    return side;
  };
  const refuse = (error: LivemigError) => void refused.set(`${error.code} ${error.message}`, error);

  /** Of an interruption too: what was seen before it is told. */
  const told = (error: unknown, name: string | symbol, side: Side): unknown => {
    if (signal.aborted) return ofThisOnly('it was stopped before this was looked at');
    // Whether a destination can be reached from here says nothing of anybody's credentials.
    if (!(error instanceof LivemigError) || name === 'greet') return error;
    if (error.code === 'API_FORBIDDEN') {
      side.forbidden ??= error;
    } else if (isRefusal(error)) refuse(error);
    const mild = isRefusal(error) || error.kind === 'credentials' ? ofThisOnly(error.message, error) : error;
    if (shut.includes(error.code)) side.failed = mild;
    if (isNoAnswer(error)) side.silent ??= error;
    return mild;
  };
  const watched = <Port extends object>(port: Port, sideOf: (args: readonly unknown[]) => Side) =>
    new Proxy(port, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]): Promise<unknown> => {
          const side = sideOf(args);
          try {
            const answer: unknown = await untilAborted(signal, Promise.resolve(Reflect.apply(member, target, args)));
            side.hasAnswered = true;
            return answer;
          } catch (error) {
            throw told(error, name, side);
          }
        };
      },
    });
  const unlessShut = <Api>(side: Side, api: () => Api): Api => {
    if (side.failed !== undefined) throw side.failed;
    return api();
  };
  return {
    services: (services) => ({
      hasManager: services.hasManager,
      get atlas() {
        return unlessShut(sides.atlas, () => watched(services.atlas, () => sides.atlas));
      },
      get manager() {
        return unlessShut(sides.manager, () => watched(services.manager, () => sides.manager));
      },
      inspector: watched(services.inspector, ([uri]) => serverOf(uri)),
    }),
    goesOnWithout: (input, error) => {
      signal.throwIfAborted();
      if (!(error instanceof LivemigError)) return false;
      if (!['api', 'step-failed', 'credentials'].includes(error.kind)) return false;
      // That nobody gave any is no refusal: names may stand in the environment for later.
      if (error.kind === 'credentials' && error.code !== 'CREDENTIALS_MISSING') refuse(error);
      missed.set(error.message, [...(missed.get(error.message) ?? []), input]);
      return true;
    },
    isLost: (input) => {
      const reason = [...missed].find(([, names]) => names.some((name) => dependsOn(input, name)));
      if (reason === undefined) return false;
      missed.set(reason[0], [...new Set([...reason[1], input])]);
      return true;
    },
    missed: () =>
      [...missed].map(
        ([why, names]) => `${names.join(', ')} could not be looked up, so what needs it is not looked at. ${why}`,
      ),
    silent: () =>
      [...Object.values(sides), ...servers.values()].flatMap(({ silent, hasAnswered }) =>
        hasAnswered || silent === undefined ? [] : silent,
      ),
    refusals: () => [
      ...refused.values(),
      ...Object.values(sides).flatMap(({ forbidden, hasAnswered }) => (hasAnswered ? [] : (forbidden ?? []))),
    ],
  };
}

/** Whether it is looked up among what belongs to the other. */
function dependsOn(input: string, other: string): boolean {
  if (!isInputKey(input) || !isInputKey(other) || !dependentsOf(other).includes(input)) return false;
  const { choices, oneOf, other: canBeAnything } = inputs[input];
  return choices !== undefined && oneOf === undefined && canBeAnything === undefined;
}

/** Not where the user was let in, and only may not look at one thing. */
function isRefusal({ kind, code }: LivemigError): boolean {
  return (kind === 'credentials' && code !== 'MONGODB_ROLE' && code !== 'API_FORBIDDEN') || kind === 'usage';
}

/** Nothing came back that says what was wrong with the question. */
function isNoAnswer({ kind, code }: LivemigError): boolean {
  return (kind === 'api' && shut.includes(code)) || (kind === 'step-failed' && code.startsWith('MONGODB'));
}

/** Of the kind that leaves one fact unknown. It ends no run, so nobody reads its code. */
function ofThisOnly(message: string, { code, fix, api }: Partial<LivemigError> = {}): LivemigError {
  return new LivemigError({ kind: 'step-failed', code: code ?? 'INTERRUPTED', message, fix: fix ?? '', api });
}
