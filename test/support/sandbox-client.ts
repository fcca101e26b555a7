import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../../src/core/ports.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed, where it is JSON. */
  readonly body: unknown;
  readonly text: string;
}

export interface ApiKey {
  readonly publicKey: string;
  readonly privateKey: string;
}

export interface Sending {
  readonly body?: unknown;
  readonly accept?: string;
  readonly contentType?: string;
  readonly rawBody?: string;
}

export const realClock: Clock = {
  now: () => new Date(),
  random: () => 0.5,
  sleep: async (ms, signal) => {
    await pause(ms, undefined, signal === undefined ? {} : { signal });
  },
};

/** A client written from the notes, with no retry and no memory: each request fetches a challenge of its own. */
export function sandboxClient(baseUrl: string, key: ApiKey) {
  return async (method: string, path: string, sending: Sending = {}): Promise<Reply> => {
    const challenge = await send(baseUrl, method, path, sending, undefined);
    const header = challenge.headers.get('www-authenticate');
    return header === null ? challenge : send(baseUrl, method, path, sending, sign(header, method, path, key));
  };
}

export async function send(
  baseUrl: string,
  method: string,
  path: string,
  { body, accept, contentType = 'application/json', rawBody }: Sending,
  authorization: string | undefined,
): Promise<Reply> {
  const payload = rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
  const response = await fetch(`${baseUrl}${path}`, {
    method,
    headers: {
      Accept: accept ?? 'application/vnd.atlas.2024-11-13+json',
      ...(payload === undefined ? {} : { 'Content-Type': contentType }),
      ...(authorization === undefined ? {} : { Authorization: authorization }),
    },
    ...(payload === undefined ? {} : { body: payload }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parsed(text) };
}

export function sign(challenge: string, method: string, uri: string, key: ApiKey, nc = '00000001'): string {
  const nonce = /nonce="([^"]*)"/.exec(challenge)?.[1] ?? '';
  const realm = /realm="([^"]*)"/.exec(challenge)?.[1] ?? '';
  const cnonce = randomBytes(8).toString('hex');
  const a1 = md5(`${key.publicKey}:${realm}:${key.privateKey}`);
  const response = md5(`${a1}:${nonce}:${nc}:${cnonce}:auth:${md5(`${method}:${uri}`)}`);
  return `Digest username="${key.publicKey}", realm="${realm}", nonce="${nonce}", uri="${uri}", algorithm="MD5", qop=auth, nc=${nc}, cnonce="${cnonce}", response="${response}"`;
}

/** Asks again until the answer satisfies, at most ten seconds. */
export async function until(look: () => Promise<Reply>, satisfied: (reply: Reply) => boolean): Promise<Reply> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const reply = await look();
    if (satisfied(reply)) return reply;
    if (Date.now() > deadline) throw new Error(`not satisfied after ten seconds: ${reply.status} ${reply.text}`);
    await realClock.sleep(50);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
