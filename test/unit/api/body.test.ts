import { describe, expect, it } from 'vitest';
import { parseText, serializeBody, showable } from '../../../src/api/body.ts';
import { Secret } from '../../../src/core/secret.ts';

describe('serializeBody', () => {
  it('writes secrets out, however deep, and names them', () => {
    const body = { a: [{ token: new Secret('s1') }], password: new Secret('s2'), plain: 'x', none: undefined };
    expect(serializeBody(body)).toEqual({
      text: '{"a":[{"token":"s1"}],"password":"s2","plain":"x"}',
      secrets: ['s1', 's2'],
    });
  });
});

describe('showable', () => {
  it.each([
    ['stars for a secret, wherever it stands', 'bad tokensecret-1234x', ['secret-1234'], 'bad token********x'],
    ['of special characters too', 'no: a.*+?^{$}()|[]\\/-b!', ['a.*+?^{$}()|[]\\/-b'], 'no: ********!'],
    ['a short one where it stands alone', 'You are not "no" here', ['no'], 'You are not "********" here'],
    ['the longer of two that begin alike', 'is secret-1234', ['secret-1', 'secret-1234'], 'is ********'],
    ['one as JSON writes it', 'got {"p":"a\\"b\\\\cdef"}', ['a"b\\cdef'], 'got {"p":"********"}'],
    ['one as a URL writes it', 'at ?p=a%2Fb%20cdef', ['a/b cdef'], 'at ?p=********'],
    ['one as a form writes it', 'got p=a%2Fb+cdef', ['a/b cdef'], 'got p=********'],
    ['one that is no text that could be sent', 'is \ud800-half-pair', ['\ud800-half-pair'], 'is ********'],
    ['an empty one nowhere', 'fine', [''], 'fine'],
    ['no control characters', 'a\u001b[2J\r\nb\u0000', [], 'a\uFFFD[2J b\uFFFD'],
    ['no more than two thousand characters', 'x'.repeat(9000), [], 'x'.repeat(2000)],
  ])('%s', (_rule, words, secrets, expected) => {
    expect(showable(words, secrets)).toBe(expected);
  });
});

describe('parseText', () => {
  it.each([
    ['JSON', '{"a":1}', { value: { a: 1 } }],
    ['an empty body', ' \n', { value: undefined }],
    [
      'a page',
      '<html><head><style>b{}</style></head><p>Log&nbsp;in</p></html>',
      { problem: 'text/html, beginning "Log&nbsp;in"' },
    ],
    [
      'cut JSON, without a word of it',
      '{"linkToken":"abc',
      { problem: 'JSON that is broken or ends early, after 17 characters' },
    ],
  ])('tells %s', (_case, text, expected) => {
    expect(parseText(text, 'text/html', [])).toEqual(expected);
  });

  it('does not show the part of a secret that is left where a page is cut', () => {
    const page = `<p>${'x'.repeat(70)}secret-1234</p>`;
    expect(parseText(page, 'text/html', ['secret-1234'])).toEqual({
      problem: `text/html, beginning "${'x'.repeat(70)}********"`,
    });
  });
});
