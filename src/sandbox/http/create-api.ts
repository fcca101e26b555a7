import { Hono } from 'hono';
import type { FaultPlan } from '../faults/fault-plan.ts';
import type { Clock } from '../model/clock.ts';
import type { Identity } from '../scenario/scenario.ts';
import type { ApiContext, ApiEnv } from './api-env.ts';
import { authenticate, type Doors } from './authenticate.ts';
import { dropConnection, goWrongInstead, spoil } from './break-answer.ts';
import { deprecationHeaders, resolveVersion, successType } from './media-type.ts';
import { notFound, Refusal } from './refusal.ts';
import type { RequestEntry, RequestHook } from './request-log.ts';
import type { Route } from './route.ts';
import { oauthErrorOf } from './service-accounts.ts';
import { dressed, plainAnswer, refused } from './wire-answer.ts';

export interface ApiParts {
  readonly api: RequestEntry['api'];
  /** `/api/atlas/v2`. */
  readonly base: string;
  readonly routes: readonly Route[];
  readonly doors: Doors;
  /** As in X-MongoDB-Service-Version. */
  readonly versionString: string;
  /** Where the state of the sandbox can be read, if that is on the same port: each answer names it. */
  readonly statePath?: string;
  readonly faults: FaultPlan;
  readonly clock: Clock;
  readonly requests: RequestEntry[];
  readonly onRequest: RequestHook;
  /** Headers for the answer, or a refusal; absent where the service has no limits that are known. */
  readonly limits?: (path: string, caller: string) => Record<string, string>;
}

/** One of the two APIs: logs, authenticates, goes wrong as planned, limits, then hands plain values to the routes. */
export function createApi(parts: ApiParts): Hono<ApiEnv> {
  // A slash at the end is no other address: some clients build the root so.
  const app = new Hono<ApiEnv>({ strict: false });
  app.use('/api/*', async (c, next) => record(parts, c, next));
  app.use('/api/*', async (c, next) => {
    await next();
    // In its own time, as everything else that it tells.
    c.res.headers.set('Date', parts.clock.now().toUTCString());
    c.res.headers.set('X-MongoDB-Service-Version', `gitHash=${gitHash}; versionString=${parts.versionString}`);
    if (parts.statePath !== undefined)
      c.res.headers.set('X-Livemig-Sandbox-State', new URL(parts.statePath, c.req.url).href);
  });
  addServiceAccounts(app, parts);
  app.use('/api/private/unauth/*', async (c, next) => goWrong(parts, c, next));
  app.get('/api/private/unauth/version', (c) => c.text(gitHash));
  app.use('/api/*', async (c, next) => {
    const authorization = c.req.header('Authorization');
    const address = (c.env.incoming.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
    const uri = c.env.incoming.url ?? '';
    c.set('address', address);
    c.set('identity', authenticate(parts.doors, { method: c.req.method, uri, authorization, address }));
    await next();
  });
  app.use('/api/*', async (c, next) => goWrong(parts, c, next));
  app.use('/api/*', async (c, next) => {
    const headers = parts.limits?.(c.req.path.slice(parts.base.length), callerOf(c.get('identity'))) ?? {};
    await next();
    for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value);
  });
  // Private, but Atlas CLI and other clients ask it for their own address (API notes, section 7).
  app.get('/api/private/ipinfo', (c) => c.json({ currentIpv4Address: c.get('address') }));
  for (const route of parts.routes) {
    app.on(route.method, `${parts.base}${route.path}`, async (c) => serve(parts, c, route));
  }
  for (const path of new Set(parts.routes.map((route) => route.path))) {
    const methods = parts.routes.filter((route) => route.path === path).map(({ method }) => method);
    app.all(`${parts.base}${path}`, (c) => refused(wrongMethod(c.req.method, methods)));
  }
  app.notFound((c) => refused(notFound('RESOURCE_NOT_FOUND', `Cannot find resource ${c.req.path}.`, c.req.path)));
  app.onError((error) => refused(error instanceof Refusal ? error : unexpected(error)));
  return app;
}

/** A fingerprint of the build, as long as a real one. */
const gitHash = '5a6e646d6f78206f6620746865206c6976656d69';

/** A sandbox may run for days while somebody polls it. */
const requestsKept = 50_000;

async function record({ api, clock, requests, onRequest }: ApiParts, c: ApiContext, next: () => Promise<void>) {
  const time = clock.now().toISOString();
  const entry: RequestEntry = { time, api, method: c.req.method, path: c.req.path, status: null };
  requests.push(entry);
  if (requests.length > requestsKept) requests.shift();
  if ((await onRequest(entry, 'before')) === 'drop') return dropConnection(c);
  await next();
  entry.status = c.get('dropped') ? null : c.res.status;
  if ((await onRequest(entry, 'after')) === 'drop') c.res = dropConnection(c);
  return undefined;
}

function addServiceAccounts(app: Hono<ApiEnv>, parts: ApiParts): void {
  const { serviceAccounts } = parts.doors;
  const answer = (answered: { status: number; body?: unknown }) => plainAnswer(answered, 'application/json');
  app.use('/api/oauth/*', async (c, next) => {
    try {
      return await goWrong(parts, c, next);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return plainAnswer(oauthErrorOf(error.status, error.message), 'application/json', error.headers);
    }
  });
  app.post('/api/oauth/token', async (c) =>
    answer(serviceAccounts.token(c.req.header('Authorization'), new URLSearchParams(await c.req.text()), c.req.path)),
  );
  app.post('/api/oauth/revoke', async (c) =>
    answer(serviceAccounts.revoke(c.req.header('Authorization'), new URLSearchParams(await c.req.text()))),
  );
}

async function goWrong({ faults, clock, doors }: ApiParts, c: ApiContext, next: () => Promise<void>) {
  const actions = faults.strike(c.req.method, c.req.path);
  for (const action of actions) {
    if (action.kind === 'latency') await clock.sleep(action.ms);
    const instead = goWrongInstead(c, action, doors.digest);
    if (instead !== undefined) return instead;
  }
  await next();
  const spoiling = actions.find(({ kind }) => kind !== 'latency');
  if (spoiling !== undefined) c.res = await spoil(c, spoiling.kind);
  return undefined;
}

async function serve({ clock }: ApiParts, c: ApiContext, route: Route): Promise<Response> {
  const version = route.versions === undefined ? '' : resolveVersion(c.req.header('Accept'), route.versions);
  const aged = deprecationHeaders(version, route, clock.now().getTime());
  const text = await c.req.text();
  checkContentType(text, c.req.header('Content-Type'));
  const { origin, pathname, searchParams } = new URL(c.req.url);
  const answer = await route.handle({
    param: (name) => c.req.param(name) ?? '',
    query: searchParams,
    text,
    identity: c.get('identity'),
    address: c.get('address'),
    version,
    url: `${origin}${pathname}`,
  });
  return plainAnswer(dressed(answer, searchParams), successType(version), aged, searchParams.get('pretty') === 'true');
}

function checkContentType(text: string, contentType = ''): void {
  if (text === '' || /^application\/(?:vnd\.atlas\.[\d-]+\+)?json/.test(contentType)) return;
  throw new Refusal(
    415,
    'UNSUPPORTED_MEDIA_TYPE',
    `A body of type ${contentType || '(none)'} cannot be read; send JSON.`,
  );
}

function callerOf(identity: Identity): string {
  return identity.kind === 'api-key' ? identity.publicKey : identity.clientId;
}

/** Which errorCode the services give is not published. */
function wrongMethod(method: string, methods: readonly string[]): Refusal {
  const allowed = methods.join(', ');
  const detail = `The sandbox does not answer ${method} here, only ${allowed}.`;
  return new Refusal(405, 'METHOD_NOT_ALLOWED', detail, [method], { Allow: allowed });
}

function unexpected(error: Error): Refusal {
  return new Refusal(500, 'UNEXPECTED_ERROR', `The sandbox has a bug: ${error.stack ?? error.message}`);
}
