import type { Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { type AnswerNote, createHttp } from '../../../src/api/http.ts';
import { httpOptions } from '../../support/api-credentials.ts';
import { caught } from '../../support/caught.ts';
import { noAnswers } from '../../support/odd-answers.ts';
import { rawServer } from '../../support/raw-server.ts';

const accept = 'application/json';
const schema = z.object({ id: z.string() });
const read = { method: 'GET', path: '/x', accept, schema } as const;
const write = { method: 'POST', path: '/x', accept, schema, body: {} } as const;
const timeoutMs = 300;

// Much of it is waiting.
describe.concurrent('what is no answer ends in an error, with the audit told', () => {
  it.for(noAnswers)('$name', async ({ answer }, { expect, onTestFinished }) => {
    const server = await rawServer(answer);
    onTestFinished(server.close);
    const notes: AnswerNote[] = [];
    const http = createHttp(httpOptions(server.url, { timeoutMs, onAnswer: async (note) => void notes.push(note) }));
    const [reading, writing] = await Promise.all([caught(http.send(read)), caught(http.send(write))]);
    for (const error of [reading, writing]) {
      expect([error.kind, error.message, error.fix]).toEqual([
        'api',
        expect.stringMatching(/x/),
        expect.stringMatching(/\w/),
      ]);
    }
    expect(writing.api?.delivery).toBe('unknown');
    expect(notes.filter(({ method }) => method === 'POST')).toHaveLength(1);
    expect(notes.filter(({ method }) => method === 'GET').length).toBeGreaterThan(0);
  });
});

describe('what answers oddly is told as what it is', () => {
  it.each([
    [
      '101',
      'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
      'answered 101',
      'websocket',
    ],
    ['304', 'HTTP/1.1 304 Not Modified\r\n\r\n', 'answered 304', 'No API answers like that'],
    ['999', 'HTTP/1.1 999 Denied\r\ncontent-length: 0\r\n\r\n', 'answered 999', 'No API answers like that'],
    ['000', 'HTTP/1.1 000 Nothing\r\ncontent-length: 0\r\n\r\n', 'answered 0', 'No API answers like that'],
    ['407', 'HTTP/1.1 407 Login\r\ncontent-length: 0\r\n\r\n', 'A proxy in front of 127.0.0.1', 'NO_PROXY'],
    ['a greeting', (socket: Socket) => void socket.end('SSH-2.0-OpenSSH_9.6\r\n'), 'HPE_', 'does not speak HTTP'],
    [
      'a client certificate that nginx misses',
      json400('<html><title>400 No required SSL certificate was sent</title></html>'),
      'No required SSL certificate',
      'no client certificate to show',
    ],
    [
      'the port of https',
      json400('<html><title>400 The plain HTTP request was sent to HTTPS port</title></html>'),
      'HTTPS port',
      'begin the address of Atlas with https',
    ],
  ])('%s, at once', async (_case, answer, ...words) => {
    const server = await rawServer(answer);
    onTestFinished(server.close);
    const error = await caught(createHttp(httpOptions(server.url)).send(write));
    for (const word of words) expect(`${error.message} ${error.fix}`).toContain(word);
    expect(error.fix).not.toContain('redirects');
    expect(server.signed()).toBe(1);
  });
});

function json400(page: string): string {
  return `HTTP/1.1 400 Bad Request\r\ncontent-type: text/html\r\ncontent-length: ${page.length}\r\n\r\n${page}`;
}
