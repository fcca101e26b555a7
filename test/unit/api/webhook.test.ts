import { createHmac } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createWebhook } from '../../../src/api/webhook.ts';
import { LivemigError } from '../../../src/core/errors.ts';
import type { Happening } from '../../../src/core/following/happening.ts';
import { Notification } from '../../../src/core/following/notification.ts';
import { Secret } from '../../../src/core/secret.ts';
import { halfAnswer, reset, type Step, scriptedServer, silence } from '../../support/scripted-server.ts';

const now = new Date('2026-01-18T12:00:00.900Z');
const secondsOfNow = 1_768_737_600;

const happening: Happening = {
  id: 'm/ready',
  name: 'ready',
  at: '2026-01-18T11:59:00.000Z',
  migrationId: 'm',
  destination: 'Billing0',
  message: 'It is ready; lag <3 s & falling.\nCut over.',
};

const path = '/services/T0/B0/verysecretpart?sig=anothersecret';

async function telling(steps: readonly Step[], options: { secret?: Secret; timeoutMs?: number } = {}) {
  const server = await scriptedServer(steps);
  onTestFinished(server.close);
  const webhook = createWebhook({
    ...{ address: new Secret(`${server.url}${path}`), secret: options.secret, clock: { now: () => now } },
    ...{ userAgent: 'livemig/1', timeoutMs: options.timeoutMs ?? 5000 },
  });
  return { server, webhook };
}

const webhookAt = (address: string) =>
  createWebhook({ address: new Secret(address), secret: undefined, clock: { now: () => now }, userAgent: 'x' });

describe('a webhook', () => {
  it('gets the notification as JSON, with its id in a header, at its very address', async () => {
    const { server, webhook } = await telling([{ body: 'ok' }]);
    expect(await webhook.tell(happening)).toEqual({ isTold: true });
    const [request] = server.seen;
    expect(request).toMatchObject({
      ...{ method: 'POST', url: path },
      headers: { 'content-type': 'application/json', 'livemig-event-id': 'm/ready', 'user-agent': 'livemig/1' },
    });
    expect(request?.headers['livemig-signature']).toBeUndefined();
    expect(Notification.parse(JSON.parse(request?.body ?? ''))).toEqual({
      ...{ id: 'm/ready', event: 'ready', migrationId: 'm', destination: 'Billing0' },
      ...{ time: '2026-01-18T11:59:00.000Z', message: 'It is ready; lag <3 s & falling. Cut over.' },
      text: 'livemig, Billing0: It is ready; lag &lt;3 s &amp; falling. Cut over.',
    });
  });

  it('can tell by the signature who sends it, and when', async () => {
    const { server, webhook } = await telling([{ status: 204 }], { secret: new Secret('whsec') });
    await webhook.tell(happening);
    const [request] = server.seen;
    const expected = createHmac('sha256', 'whsec').update(`${secondsOfNow}.${request?.body}`).digest('hex');
    expect(request?.headers['livemig-signature']).toBe(`t=${secondsOfNow},v1=${expected}`);
  });

  it.each([
    ['400', { status: 400 }, true, undefined],
    ['404', { status: 404 }, true, undefined],
    ['410', { status: 410 }, true, undefined],
    ['408', { status: 408 }, false, undefined],
    ['429', { status: 429, headers: { 'retry-after': '30' } }, false, 30],
    ['500', { status: 500 }, false, undefined],
    ['503', { status: 503, headers: { 'retry-after': '7' } }, false, 7],
  ])('that answers %s was not told', async (status, step, isRefused, askedSeconds) => {
    const { server, webhook } = await telling([step]);
    expect(await webhook.tell(happening)).toEqual({
      ...{ isTold: false, isRefused, askedSeconds },
      why: `The webhook at ${server.host} answered ${status}.`,
    });
  });

  it('that redirects gets nothing anywhere else', async () => {
    const elsewhere = await scriptedServer([]);
    onTestFinished(elsewhere.close);
    const { server, webhook } = await telling([{ status: 307, headers: { location: `${elsewhere.url}/x` } }]);
    expect(await webhook.tell(happening)).toMatchObject({
      ...{ isTold: false, isRefused: true },
      why: `The webhook at ${server.host} answered 307, a redirect, which livemig does not follow.`,
    });
    expect(elsewhere.seen).toEqual([]);
  });

  it.each([
    ['breaks the connection', reset, /ECONNRESET/],
    ['answers half', halfAnswer, /broke off/],
    ['never answers', silence, /no answer within 0\.05 s/],
  ])('that %s was perhaps not told, and is not waited for', async (_, step, words) => {
    const { webhook } = await telling([step], { timeoutMs: step === silence ? 50 : 5000 });
    expect(await webhook.tell(happening)).toEqual({
      isTold: false,
      isRefused: false,
      why: expect.stringMatching(words),
    });
  });

  it('has no message that gives its address away', async () => {
    const server = await scriptedServer([]);
    await server.close();
    const webhook = webhookAt(`${server.url}${path}`);
    const told = await webhook.tell(happening);
    expect(JSON.stringify([told, webhook.key, webhook.name])).not.toMatch(/verysecret|anothersecret|services/);
    expect(told).toMatchObject({ why: expect.stringMatching(`${server.host} .*ECONNREFUSED`) });
  });

  it('has a key of its own, the same in each run', () => {
    const keyOf = (address: string) => webhookAt(address).key;
    expect(keyOf('https://a.example/1')).toMatch(/^webhook:a\.example:[0-9a-f]{12}$/);
    expect(keyOf('https://a.example/1')).toBe(keyOf('https://a.example/1'));
    expect(keyOf('https://a.example/2')).not.toBe(keyOf('https://a.example/1'));
  });

  it.each(['', 'hooks.example/x', 'ftp://a.example', 'https://user:verysecret@a.example/'])(
    'cannot be at %j',
    (address) => {
      const create = () => webhookAt(address);
      expect(create).toThrow(LivemigError);
      expect(create).toThrow(
        /^The address of a webhook (is not an http\(s\) address|carries a user name or a password)\.$/,
      );
    },
  );
});
