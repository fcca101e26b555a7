import { expect, it } from 'vitest';
import { addressIn } from '../../../src/mongo/address-in.ts';

it.each([
  [
    'mongodb://a.example',
    { hosts: [{ host: 'a.example', port: 27017 }], tls: false, hasUser: false, isProxied: false },
  ],
  [
    'mongodb://u:p%40ss@a.example:1,b.example:2/?tls=true&tlsCAFile=/ca.pem&tlsCertificateKeyFile=/key.pem',
    {
      hosts: [
        { host: 'a.example', port: 1 },
        { host: 'b.example', port: 2 },
      ],
      ...{ tls: true, hasUser: true, isProxied: false, caFile: '/ca.pem', clientCertificateFile: '/key.pem' },
    },
  ],
  ['mongodb+srv://u:p@c.ab1cd.example', { srv: 'c.ab1cd.example', hosts: [], tls: true, hasUser: true }],
  ['mongodb://[::1]:5/', { hosts: [{ host: '::1', port: 5 }] }],
  ['mongodb://a.example/?proxyHost=socks.example', { isProxied: true }],
])('%s', (uri, address) => {
  expect(addressIn(uri)).toMatchObject(address);
});

it.each([
  ['an @ in the password', 'mongodb://u:p@ss@a.example/'],
  ['a / in the password', 'mongodb://u:p@ss/word@a.example/'],
  ['a ? in the password', 'mongodb://u:p@ss?word@a.example/'],
  ['an option that nobody knows', 'mongodb://u:p@a.example/?nonsense=1'],
  ['another scheme', 'https://a.example'],
])('%s makes a string that cannot be read, and no host of its parts', (_, uri) => {
  expect(addressIn(uri)).toBeUndefined();
});
