import { describe, expect, it } from 'vitest';
import { sandboxClient, send, sign } from '../../support/sandbox-client.ts';
import { keyNamed, startTestSandbox } from '../../support/start-test-sandbox.ts';

const root = '/api/atlas/v2';

describe('digest', () => {
  it('challenges as the recordings show', async () => {
    const { sandbox } = await startTestSandbox();
    const reply = await send(sandbox.atlasUrl, 'GET', root, {}, undefined);
    expect(reply.status).toBe(401);
    expect(reply.headers.get('www-authenticate')).toMatch(
      /^Digest realm="MMS Public API", domain="", nonce="[A-Za-z0-9+/]{32}", algorithm=MD5, qop="auth", stale=false$/,
    );
    expect(reply.headers.get('content-type')).toBe('application/json');
    expect(reply.body).toEqual({
      error: 401,
      reason: 'Unauthorized',
      detail: 'You are not authorized for this resource.',
      errorCode: 'UNEXPECTED_ERROR',
    });
  });

  it('lets a right key in and shows its roles', async () => {
    const { atlas, ids } = await startTestSandbox();
    const reply = await atlas('GET', root);
    expect(reply.status).toBe(200);
    expect(reply.body).toMatchObject({
      appName: 'MongoDB Atlas',
      apiKey: { roles: [{ orgId: ids.atlasOrg, roleName: 'ORG_OWNER' }] },
    });
  });

  it.each([
    ['a wrong private key', { privateKey: 'wrong' }, root],
    ['an unknown public key', { publicKey: 'nobodyxx' }, root],
    ['a signature for another address', {}, `${root}/orgs`],
  ])('refuses %s', async (_, different, signedPath) => {
    const { sandbox, scenario } = await startTestSandbox();
    const key = { ...keyNamed(scenario.atlas.identities, 'livemig'), ...different };
    const challenge = (await send(sandbox.atlasUrl, 'GET', root, {}, undefined)).headers.get('www-authenticate') ?? '';
    const reply = await send(sandbox.atlasUrl, 'GET', root, {}, sign(challenge, 'GET', signedPath, key));
    expect([reply.status, reply.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining('stale=false'),
    ]);
  });

  it('takes a nonce again with another count, and calls a used count stale', async () => {
    const { sandbox, scenario } = await startTestSandbox();
    const key = keyNamed(scenario.atlas.identities, 'livemig');
    const challenge = (await send(sandbox.atlasUrl, 'GET', root, {}, undefined)).headers.get('www-authenticate') ?? '';
    const statuses = [];
    for (const nc of ['00000001', '00000002', '00000002']) {
      statuses.push((await send(sandbox.atlasUrl, 'GET', root, {}, sign(challenge, 'GET', root, key, nc))).status);
    }
    expect(statuses).toEqual([200, 200, 401]);
  });

  it('calls an old nonce stale', async () => {
    const { sandbox, scenario } = await startTestSandbox({ nonceLife: -1 });
    const key = keyNamed(scenario.atlas.identities, 'livemig');
    const challenge = (await send(sandbox.atlasUrl, 'GET', root, {}, undefined)).headers.get('www-authenticate') ?? '';
    const reply = await send(sandbox.atlasUrl, 'GET', root, {}, sign(challenge, 'GET', root, key));
    expect([reply.status, reply.headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('stale=true')]);
  });

  it('refuses a key that may not call from here, and names the address', async () => {
    const { sandbox, scenario } = await startTestSandbox();
    const elsewhere = sandboxClient(sandbox.atlasUrl, keyNamed(scenario.atlas.identities, 'called from elsewhere'));
    const reply = await elsewhere('GET', root);
    expect(reply.status).toBe(403);
    expect(reply.body).toMatchObject({ errorCode: 'IP_ADDRESS_NOT_ON_ACCESS_LIST', parameters: ['127.0.0.1'] });
  });
});

describe('service accounts', () => {
  const form = { contentType: 'application/x-www-form-urlencoded', rawBody: 'grant_type=client_credentials' };

  async function withAccount(kind: 'cloud-manager' | 'ops-manager' = 'cloud-manager') {
    const { sandbox, scenario } = await startTestSandbox({}, kind);
    const account = scenario.atlas.identities.find((identity) => identity.kind === 'service-account');
    const basic = `Basic ${Buffer.from(`${account?.clientId}:${account?.clientSecret}`).toString('base64')}`;
    return { sandbox, basic };
  }

  it('exchanges the secret for a token that opens the API until it is revoked', async () => {
    const { sandbox, basic } = await withAccount();
    const token = await send(sandbox.atlasUrl, 'POST', '/api/oauth/token', form, basic);
    expect(token.body).toEqual({ access_token: expect.any(String), expires_in: 3600, token_type: 'Bearer' });
    const text = /"access_token":"([^"]+)"/.exec(token.text)?.[1] ?? '';
    const open = await send(sandbox.atlasUrl, 'GET', root, {}, `Bearer ${text}`);
    expect(open.body).toMatchObject({ appName: 'MongoDB Atlas', apiKey: null });
    const revocation = { contentType: form.contentType, rawBody: `token=${text}&token_type_hint=access_token` };
    const nothing = { contentType: form.contentType, rawBody: '' };
    expect((await send(sandbox.atlasUrl, 'POST', '/api/oauth/revoke', nothing, basic)).body).toMatchObject({
      error: 'invalid_request',
    });
    expect((await send(sandbox.atlasUrl, 'POST', '/api/oauth/revoke', revocation, basic)).status).toBe(200);
    expect((await send(sandbox.atlasUrl, 'GET', root, {}, `Bearer ${text}`)).status).toBe(401);
  });

  it.each([
    ['a wrong secret', `Basic ${btoa('a:b')}`, form.rawBody, 401, 'invalid_client'],
    ['no credentials', undefined, form.rawBody, 401, 'invalid_client'],
    ['another grant', 'right', 'grant_type=password', 400, 'unsupported_grant_type'],
    ['no grant', 'right', '', 400, 'invalid_request'],
  ])("answers %s in OAuth's shape", async (_, authorization, rawBody, status, error) => {
    const { sandbox, basic } = await withAccount();
    const given = authorization === 'right' ? basic : authorization;
    const reply = await send(sandbox.atlasUrl, 'POST', '/api/oauth/token', { ...form, rawBody }, given);
    expect([reply.status, reply.body]).toEqual([status, { error, error_description: expect.any(String) }]);
  });

  it('gives no more than ten tokens a minute', async () => {
    const clock = { now: () => new Date('2026-11-24'), random: () => 0.5, sleep: async () => undefined };
    const { sandbox } = await startTestSandbox({ clock });
    const replies = [];
    for (let count = 0; count < 11; count += 1)
      replies.push(await send(sandbox.atlasUrl, 'POST', '/api/oauth/token', form, `Basic ${btoa('a:b')}`));
    expect(replies.map(({ status }) => status)).toEqual([...Array.from({ length: 10 }, () => 401), 429]);
    expect(replies.at(-1)?.body).toEqual({
      error: 'rate_limited',
      error_description: expect.stringContaining('10 requests every 1 minutes'),
    });
  });

  it('does not exist at an Ops Manager', async () => {
    const { sandbox, basic } = await withAccount('ops-manager');
    expect((await send(sandbox.managerUrl, 'POST', '/api/oauth/token', form, basic)).status).toBe(401);
  });
});
