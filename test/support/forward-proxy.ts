import { createServer } from 'node:http';
import { connect } from 'node:net';
import { portOf } from './port-of.ts';

/** A proxy that takes every CONNECT to the same port of this machine, and notes for whom it was asked and with which login. */
export async function startForwardProxy(target: number) {
  const asked: string[] = [];
  const logins: (string | undefined)[] = [];
  const proxy = createServer().on('connect', ({ url = '', headers }, client) => {
    asked.push(url);
    logins.push(headers['proxy-authorization']);
    const upstream = connect(target, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
  });
  const port = await portOf(proxy);
  return { asked, logins, port, url: `http://127.0.0.1:${port}` };
}
