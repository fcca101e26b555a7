import { MongoClient } from 'mongodb';
import { expect, it } from 'vitest';
import { memberUri } from '../../../src/mongo/member-uri.ts';

const of = (uri: string, address: string) => memberUri(uri, new MongoClient(uri).options, address);

it.each([
  [
    'a server',
    'mongodb://u:p%40ss@a:1,b:2/?replicaSet=rs0',
    'c:3',
    'mongodb://u:p%40ss@c:3/?authSource=admin&directConnection=true',
  ],
  [
    'a replica set',
    'mongodb://u:p@mongos:1/?readPreference=secondary&directConnection=true&tls=true&tlsCAFile=%2Fca.pem',
    'sh1/a:1,b:2',
    'mongodb://u:p@a:1,b:2/?tlsCAFile=%2Fca.pem&tls=true&authSource=admin&replicaSet=sh1',
  ],
  [
    'the user of another database',
    'mongodb://u:p@a:1/shop',
    'b:2',
    'mongodb://u:p@b:2/?authSource=shop&directConnection=true',
  ],
  [
    'a user by their certificate',
    'mongodb://a:1/?authMechanism=MONGODB-X509&ssl=true',
    'b:2',
    'mongodb://b:2/?authMechanism=MONGODB-X509&tls=true&authSource=%24external&directConnection=true',
  ],
  ['nobody', 'mongodb://a:1', 'b:2', 'mongodb://b:2/?directConnection=true'],
])('%s', (_, uri, address, expected) => {
  const found = of(uri, address);
  expect(found).toBe(expected);
  // The driver can read it, and reads the same of it.
  const [here, there] = [new MongoClient(uri).options, new MongoClient(found).options];
  expect([there.credentials?.username, there.credentials?.source, there.tls]).toEqual([
    here.credentials?.username,
    here.credentials?.source,
    here.tls,
  ]);
});

it('what DNS says of the deployment is kept: its part is found by its address', () => {
  // Of a mongodb+srv string the driver turns TLS on, and takes the database of the users from DNS.
  const { options } = new MongoClient('mongodb://u:p@a/?authSource=other&tls=true');
  expect(memberUri('mongodb+srv://u:p@cluster.example/?srvMaxHosts=2', options, 'a:1')).toBe(
    'mongodb://u:p@a:1/?tls=true&authSource=other&directConnection=true',
  );
});
