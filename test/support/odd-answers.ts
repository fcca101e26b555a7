import type { Socket } from 'node:net';
import { deflateSync, gzipSync } from 'node:zlib';
import type { RawAnswer } from './raw-server.ts';

/** Something in place of an answer, as bytes. */
export interface OddAnswer {
  readonly name: string;
  readonly answer: RawAnswer;
}

const ok = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';
/** Right for every request of the tests, so that only the way it comes is wrong. */
const body = '{"id":"x","results":[]}';
const json = (head: string, text: string | Buffer = body) =>
  Buffer.concat([
    Buffer.from(`${head}content-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n`),
    Buffer.from(text),
  ]);

/** Writes the same again and again, until the other side has gone. */
function flood(begin: string, more: string | Buffer): RawAnswer {
  return (socket: Socket) => {
    socket.write(begin);
    const next = () => void (socket.destroyed || socket.write(more, () => setImmediate(next)));
    next();
  };
}

const closing =
  (text: string | Buffer): RawAnswer =>
  (socket) =>
    void socket.end(text);

/** Ends of an exchange that are no answer: each has to be an error, in the time that a request has. */
export const noAnswers: readonly OddAnswer[] = [
  {
    name: '101 to a websocket',
    answer: 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
  },
  {
    name: '101, closed',
    answer: closing('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n'),
  },
  { name: '101 that names no protocol', answer: 'HTTP/1.1 101 Switching Protocols\r\n\r\n' },
  { name: '100, then silence', answer: 'HTTP/1.1 100 Continue\r\n\r\n' },
  { name: '102, then silence', answer: 'HTTP/1.1 102 Processing\r\n\r\n' },
  { name: '103, then closed', answer: closing('HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n') },
  { name: '199, then silence', answer: 'HTTP/1.1 199 What\r\n\r\n' },
  { name: '100 without end', answer: flood('', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(50)) },
  { name: '103 without end', answer: flood('', 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(50)) },
  { name: 'no status line', answer: closing(`${body}\r\n\r\n`) },
  { name: 'a page as in HTTP/0.9', answer: closing('<html>welcome</html>') },
  { name: 'another protocol', answer: closing('SSH-2.0-OpenSSH_9.6\r\n') },
  { name: 'a status of letters', answer: closing('HTTP/1.1 abc OK\r\n\r\n') },
  { name: 'a header without a colon', answer: closing(`${ok}nonsense\r\n\r\n${body}`) },
  { name: 'a header without end', answer: flood(`${ok}x-long: `, 'x'.repeat(4096)) },
  { name: 'headers without end', answer: flood(ok, 'x-more: y\r\n'.repeat(100)) },
  { name: 'silence after the headers', answer: `${ok}content-length: 100\r\n\r\n` },
  { name: 'less than it promised', answer: closing(`${ok}content-length: 100\r\n\r\n${body}`) },
  { name: 'a length that is no number', answer: closing(`${ok}content-length: many\r\n\r\n${body}`) },
  { name: 'two lengths', answer: closing(`${ok}content-length: 23\r\ncontent-length: 24\r\n\r\n${body}`) },
  {
    name: 'a chunk larger than there is',
    answer: closing(`${ok}transfer-encoding: chunked\r\n\r\nffffffffffffffffff\r\n`),
  },
  { name: 'a chunk that is cut off', answer: closing(`${ok}transfer-encoding: chunked\r\n\r\n80\r\n${body}`) },
  { name: 'a chunk of no size', answer: closing(`${ok}transfer-encoding: chunked\r\n\r\nxyz\r\n`) },
  {
    name: 'chunks without end',
    answer: flood(`${ok}transfer-encoding: chunked\r\n\r\n`, `10000\r\n${' '.repeat(65536)}\r\n`),
  },
  { name: 'gzip that is none', answer: json('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n') },
  {
    name: 'half of the gzip',
    answer: json('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n', gzipSync(body).subarray(0, 15)),
  },
  {
    name: 'gzip that unpacks to too much',
    answer: json('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n', gzipSync(Buffer.alloc(64 << 20, ' '))),
  },
  { name: 'deflate that is gzip', answer: json('HTTP/1.1 200 OK\r\ncontent-encoding: br\r\n', deflateSync(body)) },
  { name: 'status 000', answer: json('HTTP/1.1 000 Nothing\r\n') },
  { name: 'status 600', answer: json('HTTP/1.1 600 More\r\n') },
  { name: 'status 999', answer: json('HTTP/1.1 999 Denied\r\n') },
  { name: '304 with a body', answer: json('HTTP/1.1 304 Not Modified\r\n') },
  { name: '300 with choices', answer: json('HTTP/1.1 300 Multiple Choices\r\n') },
  { name: '204 with a body', answer: json('HTTP/1.1 204 No Content\r\n') },
  { name: '205', answer: 'HTTP/1.1 205 Reset Content\r\ncontent-length: 0\r\n\r\n' },
  { name: 'closed at once', answer: closing('') },
  { name: 'silence', answer: '' },
];
