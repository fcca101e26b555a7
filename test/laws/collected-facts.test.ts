import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Binary, Decimal128, MongoClient, ObjectId } from 'mongodb';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { sourceSurveyIds } from '../../src/core/survey-ids.ts';
import { type CheckScene, startCheckScene } from '../support/check-scene.ts';
import { itHolds, itNotices, type TryCase } from '../support/law.ts';
import { secretsIn } from '../support/secret-search.ts';

/**
 * The law: a file of facts that leaves a machine holds no secret and nothing of a document. Its definitions may hold names
 * of databases, collections, indexes, fields, users and hosts.
 */
const law = 'collected facts';

let scene: CheckScene;
let client: MongoClient;
let text = '';

/** In documents of every kind of place that something may be sampled from. */
const planted = {
  'a text': 'planted-text-4b1f9c27d0',
  'an _id': 'planted-id-77aa310e55',
  'a part of an array': 'planted-part-0e6d2b91c4',
  'a key of a map': 'planted-key-5521fe08aa',
  'a function of system.js': 'planted-function-c09d6e1b3f',
  'a password of a user': 'planted-password-81f3ab6d20',
  'a value that is asked for': 'planted-query-6f0b4d5e19',
  'an ObjectId': '5f1d7f0a9be4c3d2a1b0c9d8',
  'a number': '739184625019',
  'a decimal': '918273.6455463728',
  'some bytes': Buffer.from('planted-bytes-2d8e').toString('base64'),
} as const;

beforeAll(async () => {
  scene = await startCheckScene();
  client = await new MongoClient(scene.journey.sandbox.sourceUri).connect();
  const shop = client.db('planted');
  await shop.collection<{ _id: string }>('customers').insertOne({ _id: planted['an _id'] });
  await shop.collection('customers').insertMany([
    { name: planted['a text'], tags: [{ of: planted['a part of an array'] }], map: { [planted['a key of a map']]: 1 } },
    { ref: new ObjectId(planted['an ObjectId']), count: Number(planted['a number']) },
    { price: Decimal128.fromString(planted['a decimal']), raw: new Binary(Buffer.from('planted-bytes-2d8e')) },
  ]);
  await shop.collection('customers').createIndex({ name: 1 }, { unique: true, sparse: true });
  await shop
    .collection<{ _id: string; value: string }>('system.js')
    .insertOne({
      _id: 'helper',
      value: `function () { return '${planted['a function of system.js']}'; }`,
    })
    .catch(() => undefined);
  await client.db('admin').command({
    ...{ createUser: 'planted', pwd: planted['a password of a user'] },
    roles: [{ role: 'read', db: 'planted' }],
  });
  await shop.collection('customers').find({ name: planted['a value that is asked for'] }).toArray();
  const path = join(scene.journey.place, 'collected.json');
  const { result } = await scene.check(['--collect', '--save-facts', path]);
  expect(result.error).toBeNull();
  text = readFileSync(path, 'utf8');
});
afterAll(async () => {
  await client.close();
  await scene.close();
});

const credentials = () =>
  Object.entries(scene.journey.env).flatMap(([name, value]) => {
    if (/_(KEY|PASSWORD|SECRET)$/.test(name)) return [[name, value] as const];
    const password = /:\/\/[^:]*:([^@]*)@/.exec(value)?.[1];
    return password === undefined ? [] : [[name, decodeURIComponent(password)] as const];
  });

async function holdsNothing(tryCase: TryCase, of: string): Promise<void> {
  for (const [name, secret] of [...Object.entries(planted), ...credentials()]) {
    await tryCase(name, () => expect(secretsIn(of, [{ name, text: secret }])).toEqual([]));
  }
}

describe('a file of collected facts', () => {
  itHolds(law, 'holds no secret and no part of a document', async (tryCase) => {
    await tryCase('it has every fact that can be read here, or says why not', () => {
      const { known, unknown } = JSON.parse(text);
      expect(sourceSurveyIds.filter((id) => !(id in known) && !(id in unknown))).toEqual([]);
    });
    await holdsNothing(tryCase, text);
  });

  itNotices(law, 'a value of a document among the facts', (tryCase) =>
    holdsNothing(tryCase, text.replace('"known"', `"sample": "${planted['a text']}", "known"`)),
  );

  itNotices(law, 'a connection string among the facts', (tryCase) =>
    holdsNothing(tryCase, text.replace('"known"', `"from": "${scene.journey.sandbox.sourceUri}", "known"`)),
  );
});
