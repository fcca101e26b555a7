import { describe, expect, it } from 'vitest';
import {
  askCredentials,
  type Credentials,
  credentialsMissing,
  credentialVariables,
  findCredentials,
  secretVariables,
} from '../../../src/core/credentials.ts';
import { LivemigError } from '../../../src/core/errors.ts';
import type { Prompter, Question } from '../../../src/core/ports.ts';
import { Secret } from '../../../src/core/secret.ts';

/** What the halves are, the secret one as well. */
function halves(credentials: Credentials | undefined): string[] {
  if (credentials === undefined) return [];
  return credentials.kind === 'api-key'
    ? ['api-key', credentials.publicKey, credentials.privateKey.reveal()]
    : ['service-account', credentials.clientId, credentials.clientSecret.reveal()];
}

function refused(work: () => unknown): LivemigError {
  try {
    work();
  } catch (error) {
    if (error instanceof LivemigError) return error;
  }
  throw new Error('expected a LivemigError');
}

describe('credentials of the environment', () => {
  it.each([
    ['Atlas', 'api-key', 'LIVEMIG_ATLAS_PUBLIC_KEY', 'LIVEMIG_ATLAS_PRIVATE_KEY'],
    ['Atlas', 'service-account', 'LIVEMIG_ATLAS_CLIENT_ID', 'LIVEMIG_ATLAS_CLIENT_SECRET'],
    ['Atlas', 'api-key', 'MONGODB_ATLAS_PUBLIC_API_KEY', 'MONGODB_ATLAS_PRIVATE_API_KEY'],
    ['Atlas', 'service-account', 'MONGODB_ATLAS_CLIENT_ID', 'MONGODB_ATLAS_CLIENT_SECRET'],
    ['manager', 'api-key', 'LIVEMIG_MANAGER_PUBLIC_KEY', 'LIVEMIG_MANAGER_PRIVATE_KEY'],
    ['manager', 'service-account', 'LIVEMIG_MANAGER_CLIENT_ID', 'LIVEMIG_MANAGER_CLIENT_SECRET'],
    ['manager', 'api-key', 'MCLI_PUBLIC_API_KEY', 'MCLI_PRIVATE_API_KEY'],
  ] as const)('for %s, %s: %s and %s', (side, kind, id, secret) => {
    const found = findCredentials(side, { [id]: ' the-id ', [secret]: 'the-secret\n' });
    expect(halves(found?.credentials)).toEqual([kind, 'the-id', 'the-secret']);
    expect([found?.origin, found?.variables]).toEqual([id, [id, secret]]);
    expect(credentialVariables(side)).toContainEqual({ kind, names: [id, secret] });
    expect(secretVariables).toContain(secret);
    expect(secretVariables).not.toContain(id);
    const other = side === 'Atlas' ? 'manager' : 'Atlas';
    expect(findCredentials(other, { [id]: 'the-id', [secret]: 'the-secret' })).toBeUndefined();
  });

  it('ours win over those of other programs, and keys over accounts', () => {
    const all = Object.fromEntries(
      credentialVariables('Atlas').flatMap(({ names }) => names.map((name) => [name, name])),
    );
    expect(findCredentials('Atlas', all)?.origin).toBe('LIVEMIG_ATLAS_PUBLIC_KEY');
  });

  it.each([{}, { LIVEMIG_ATLAS_PUBLIC_KEY: '', LIVEMIG_ATLAS_PRIVATE_KEY: ' \n' }])('%j holds none', (env) => {
    expect(findCredentials('Atlas', env)).toBeUndefined();
  });

  it.each([
    ['LIVEMIG_ATLAS_PUBLIC_KEY', 'LIVEMIG_ATLAS_PRIVATE_KEY'],
    ['LIVEMIG_ATLAS_PRIVATE_KEY', 'LIVEMIG_ATLAS_PUBLIC_KEY'],
  ])('half a pair is a slip: %s without %s', (present, missing) => {
    const { kind, code, message, fix } = refused(() => findCredentials('Atlas', { [present]: 'planted' }));
    expect([kind, code]).toEqual(['credentials', 'HALF_CREDENTIALS']);
    expect(message).toBe(`Atlas credentials are incomplete: ${present} is set, ${missing} is not.`);
    expect(fix).toBe(`Set ${missing} too, or unset ${present}.`);
  });

  it.each([
    ['two lines', 'planted\nvalue', 'one line'],
    ['quotes around it', '"planted"', 'quotes'],
  ])('%s are refused in either half, without the value', (_, value, why) => {
    const [id, secret] = ['LIVEMIG_ATLAS_PUBLIC_KEY', 'LIVEMIG_ATLAS_PRIVATE_KEY'];
    for (const [name, other] of [
      [id, secret],
      [secret, id],
    ] as const) {
      const { kind, code, message, fix } = refused(() => findCredentials('Atlas', { [name]: value, [other]: 'good' }));
      expect([kind, code, message]).toEqual(['credentials', 'CREDENTIALS_NOT_USABLE', expect.stringContaining(name)]);
      expect([message, fix]).toEqual([expect.stringContaining(why), expect.stringContaining(name)]);
      expect(message + fix).not.toContain('planted');
    }
  });

  it('that are missing are told by the names of our key and our account', () => {
    const { kind, code, message: wanted, data } = credentialsMissing('manager');
    expect([kind, code, data]).toEqual(['credentials', 'CREDENTIALS_MISSING', { credentials: ['manager'] }]);
    for (const { names } of credentialVariables('manager').slice(0, 2)) expect(wanted).toContain(names.join(' and '));
    expect(wanted).not.toContain('MCLI');
  });
});

describe('credentials that are asked for', () => {
  function answering(...answers: string[]) {
    const asked: Question[] = [];
    const ask = async (question: Question) => {
      asked.push(question);
      return answers[asked.length - 1] ?? '';
    };
    return { asked, prompter: { ask, askOrBack: ask } satisfies Prompter };
  }

  it.each([
    ['Atlas', 'api-key', ['LIVEMIG_ATLAS_PUBLIC_KEY', 'LIVEMIG_ATLAS_PRIVATE_KEY'], 'Public key', 'Private key'],
    [
      'manager',
      'service-account',
      ['LIVEMIG_MANAGER_CLIENT_ID', 'LIVEMIG_MANAGER_CLIENT_SECRET'],
      'Client id',
      'Client secret',
    ],
  ] as const)('for %s, %s', async (side, kind, variables, first, second) => {
    const { asked, prompter } = answering(kind, ' the-id', 'the-secret ');
    const found = await askCredentials(side, prompter);
    expect(halves(found.credentials)).toEqual([kind, 'the-id', 'the-secret']);
    expect([found.origin, found.variables]).toEqual(['your answer', variables]);
    expect(asked.map((question) => [question.kind, question.message])).toEqual([
      ['choice', `${side} credentials`],
      ['text', first],
      ['secret', second],
    ]);
    expect(asked[0]).toMatchObject({ choices: [{ value: 'api-key' }, { value: 'service-account' }] });
    expect(asked.slice(0, 2)).toEqual([expect.not.objectContaining({ default: expect.anything() }), expect.anything()]);
  });

  it.each([
    ['', 'must not be empty'],
    [' ', 'must not be empty'],
    ['"quoted"', 'must not be in quotes'],
    ['two\nlines', 'must be one line, without control characters'],
    ['good', true],
  ])('%j is answered with %j', async (answer, verdict) => {
    const { asked, prompter } = answering('api-key', 'a', 'b');
    await askCredentials('Atlas', prompter);
    const verdicts = asked.flatMap((question) => ('check' in question ? question.check(answer) : []));
    expect(verdicts).toEqual([verdict, verdict]);
  });

  it.each<[Credentials, string]>([
    [{ kind: 'api-key', publicKey: 'before', privateKey: new Secret('planted') }, 'api-key'],
    [{ kind: 'service-account', clientId: 'before', clientSecret: new Secret('planted') }, 'service-account'],
  ])('what was refused is there to be mended, but for its secret', async (before, kind) => {
    const { asked, prompter } = answering(kind, 'a', 'b');
    await askCredentials('Atlas', prompter, before);
    expect(asked).toMatchObject([{ default: kind }, { default: 'before' }, {}]);
    expect(asked[2]).not.toHaveProperty('default');
  });

  it('of the other kind nothing is there', async () => {
    const { asked, prompter } = answering('service-account', 'a', 'b');
    await askCredentials('Atlas', prompter, {
      kind: 'api-key',
      publicKey: 'before',
      privateKey: new Secret('planted'),
    });
    expect(asked[1]).not.toHaveProperty('default');
  });
});
