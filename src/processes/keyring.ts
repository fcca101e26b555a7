import { execFile } from 'node:child_process';
import { z } from 'zod';
import { harmless, shortened } from '../core/harmless.ts';
import type { KeyringAnswer } from '../core/profiles/keyring-answer.ts';
import { Secret } from '../core/secret.ts';

export interface KeyringOptions {
  /** The Node.js to run. */
  readonly node: string;
  /** The path of `@napi-rs/keyring`. Throws where it is not installed. */
  library(): string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

/** Long enough for a keyring that answers; a person who is asked for its password may need a second try. */
const usualMs = 3_000;

/**
 * Reads entries of the system's keyring with `@napi-rs/keyring` (2.1.2), in a process of its own: where nobody answers on
 * D-Bus the library blocks its whole process, and no timer of it rings. Names are passed as arguments, secrets come back
 * by a pipe. Never rejects: that a keyring cannot be read is the usual case on a server.
 */
export async function readKeyring(
  service: string,
  entries: readonly string[],
  options: KeyringOptions,
): Promise<KeyringAnswer> {
  let library: string;
  try {
    library = options.library();
  } catch {
    return { is: 'unreadable', because: 'the package @napi-rs/keyring is not installed beside livemig' };
  }
  const { node, env, signal, timeoutMs = usualMs } = options;
  const run = { env, timeout: timeoutMs, killSignal: 'SIGKILL', windowsHide: true, ...(signal && { signal }) } as const;
  return new Promise((resolve) => {
    execFile(node, ['-e', program, library, service, ...entries], run, (error, stdout) => {
      const wasSlow = error !== null && error.killed === true;
      resolve(wasSlow ? slow(timeoutMs) : answerIn(stdout));
    });
  });
}

/**
 * Atlas CLI writes with github.com/zalando/go-keyring: in the Secret Service under `service` and `username`, in the Windows
 * Credential Manager under the target `service:username`, in the macOS Keychain as a generic password.
 */
const program = `
try {
  const { Entry } = require(process.argv[1]);
  const [service, ...names] = process.argv.slice(2);
  const texts = {};
  for (const name of names) {
    const entry = process.platform === 'win32'
      ? Entry.withTarget(service + ':' + name, service, name)
      : new Entry(service, name, { linux: { store: 'secret-service' } });
    const bytes = entry.getSecret();
    if (bytes !== null) texts[name] = Buffer.from(bytes).toString();
  }
  process.stdout.write(JSON.stringify({ texts }));
} catch (error) {
  process.stdout.write(JSON.stringify({ failed: String(error.message) }));
}
`;

const Told = z.union([z.object({ texts: z.record(z.string(), z.string()) }), z.object({ failed: z.string() })]);

function answerIn(stdout: string): KeyringAnswer {
  const told = Told.safeParse(jsonIn(stdout));
  if (!told.success) return { is: 'unreadable', because: 'the process that was to read it ended without an answer' };
  if ('failed' in told.data) return { is: 'unreadable', because: `it says: ${shortened(harmless(told.data.failed))}` };
  const texts = Object.entries(told.data.texts).map(([name, text]) => [name, new Secret(decoded(text))] as const);
  return { is: 'read', texts: Object.fromEntries(texts) };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** On macOS go-keyring writes some texts so (keyring_darwin.go). */
function decoded(text: string): string {
  const [, form, rest = ''] = /^go-keyring-(encoded|base64):(.*)$/s.exec(text) ?? [];
  if (form === undefined) return text;
  return Buffer.from(rest, form === 'base64' ? 'base64' : 'hex').toString();
}

function slow(timeoutMs: number): KeyringAnswer {
  return {
    is: 'unreadable',
    because: `it did not answer within ${timeoutMs / 1_000} s; it may have asked for its password on another screen`,
  };
}
