import { describe, expect, it } from 'vitest';
import { authorize, parseChallenge } from '../../../src/api/digest-auth.ts';

const rfc7616 = {
  username: 'Mufasa',
  password: 'Circle of Life',
  method: 'GET',
  uri: '/dir/index.html',
  count: 1,
  cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
};
const rfc7616Challenge =
  'realm="http-auth@example.org", qop="auth, auth-int", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';

describe('authorize', () => {
  it.each([
    ['RFC 7616, 3.9.1, MD5', `Digest ${rfc7616Challenge}, algorithm=MD5`, rfc7616, '8ca523f5e9506fed4657c9700eebdbec'],
    [
      'RFC 7616, 3.9.1, SHA-256',
      `Digest ${rfc7616Challenge}, algorithm=SHA-256`,
      rfc7616,
      '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
    ],
    [
      'RFC 2617, 3.5',
      'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"',
      { ...rfc7616, password: 'Circle Of Life', cnonce: '0a4f113b' },
      '6629fae49393a05397450978507c4ef1',
    ],
    [
      'RFC 2069, without qop',
      'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"',
      { ...rfc7616, password: 'CircleOfLife' },
      '1949323746fe6a43ef61f9606e7febea',
    ],
  ])('answers as in %s', (_source, header, signature, response) => {
    const challenge = parseChallenge(header);
    expect(challenge && authorize(challenge, signature)).toContain(`response="${response}"`);
  });

  it('quotes what must be quoted, and leaves algorithm, qop and nc bare', () => {
    const challenge = parseChallenge(
      'Digest realm="MMS Public API", domain="", nonce="abc", algorithm=MD5, qop="auth", stale=false',
    );
    const header = challenge && authorize(challenge, { ...rfc7616, username: 'a"b\\c', count: 17, cnonce: 'c' });
    expect(header).toMatch(
      /^Digest username="a\\"b\\\\c", realm="MMS Public API", nonce="abc", uri="\/dir\/index.html", /,
    );
    expect(header).toMatch(/, algorithm=MD5, qop=auth, nc=00000011, cnonce="c"$/);
  });
});

describe('parseChallenge', () => {
  const atlas = 'Digest realm="MMS Public API", domain="", nonce="bm9uY2U=", algorithm=MD5, qop="auth", stale=false';
  it('reads the challenge that Atlas sends', () => {
    expect(parseChallenge(atlas)).toEqual({
      realm: 'MMS Public API',
      nonce: 'bm9uY2U=',
      algorithm: 'MD5',
      qop: 'auth',
      opaque: undefined,
      stale: false,
    });
  });

  it.each([
    ['prefers SHA-256 of two', `${atlas}, Digest realm="r", nonce="second", algorithm=SHA-256, qop="auth"`, 'second'],
    ['finds it after another scheme', `Basic realm="x, y", ${atlas}`, 'bm9uY2U='],
    ['finds it before another scheme', `${atlas}, Negotiate`, 'bm9uY2U='],
    [
      'skips an algorithm that it does not know',
      `Digest realm="r", nonce="n", algorithm=SHA-512-256, ${atlas}`,
      'bm9uY2U=',
    ],
    ['accepts RFC 7616 extras', 'Digest realm="r", nonce="n", charset=UTF-8, userhash=false, qop="auth"', 'n'],
    ['accepts other cases and spaces', 'DIGEST Realm = "r",nonce = "n" , STALE = TRUE', 'n'],
    ['keeps a comma and an escaped quote inside quotes', 'Digest realm="a, \\"b\\"", nonce="n,m"', 'n,m'],
  ])('%s', (_rule, header, nonce) => {
    expect(parseChallenge(header)?.nonce).toBe(nonce);
  });

  it.each([
    ['no header', undefined],
    ['another scheme', 'Basic realm="x"'],
    ['no nonce', 'Digest realm="r"'],
    ['only auth-int', 'Digest realm="r", nonce="n", qop="auth-int"'],
    ['an unknown algorithm', 'Digest realm="r", nonce="n", algorithm=WHIRLPOOL'],
    ['nonsense', ',,,='],
  ])('finds none in: %s', (_case, header) => {
    expect(parseChallenge(header)).toBeUndefined();
  });

  it('sees that a nonce is stale', () => {
    expect(parseChallenge('Digest realm="r", nonce="n", stale=TRUE')?.stale).toBe(true);
  });
});
