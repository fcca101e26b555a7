import { describe, expect, it } from 'vitest';
import { knownMessages } from '../../../src/core/advice.ts';
import { explain } from '../../../src/core/explain.ts';

const found = (text: string) => explain(text).map(({ family, line, count }) => [family.id, line, count]);
const log = (level: string, message: string, more = {}) => JSON.stringify({ time: 'x', level, message, ...more });

describe('a text is explained', () => {
  it.each([
    ['a pasted message', 'Could not reach specified source.', [['not-reached', 1, 1]]],
    ['one that a window has broken', 'Source appears to\n  be a stand\nalone', []],
    ['one that was broken between its words', 'Could not\r\n   reach specified source', [['not-reached', 1, 1]]],
    ['the message of a line in JSON', log('error', 'namespace conflict detected'), [['namespace-conflict', 1, 1]]],
    ['its error', log('fatal', 'failed', { error: 'ReplicaSetNoPrimary' }), [['no-primary', 1, 1]]],
    ['an error that is an object', log('fatal', 'failed', { error: { m: 'TooManyFilesOpen' } }), [['resources', 1, 1]]],
    ['the msg of a server', '{"s":"E","msg":"User writes blocked"}', [['writes-blocked', 1, 1]]],
    ['no line that is mere information', log('info', 'timed out'), []],
    ['nor one of a server', '{"s":"I","msg":"timed out"}\n{"s":"D2","msg":"timed out"}', []],
    [
      'a key that Atlas refuses',
      'Atlas answered 401 to GET /api/atlas/v2/orgs: You are not authorized for this resource.',
      [['api-key', 1, 1]],
    ],
    ['a user that a server refuses', 'not authorized on admin to execute command { usersInfo: 1 }', [['login', 1, 1]]],
    ['a connection that nobody took', 'connect ECONNREFUSED 10.0.0.1:27017', [['no-connection', 1, 1]]],
    ['a name that leads nowhere', 'dial tcp: lookup db01: no such host', [['no-connection', 1, 1]]],
    ['servers of which none was found', 'Server selection timed out after 5000 ms', [['no-connection', 1, 1]]],
    ['those without a primary', 'server selection error: timed out, ReplicaSetNoPrimary', [['no-primary', 1, 1]]],
    ['nothing that is not known', 'The moon is in the wrong house.', []],
    ['a line that only looks like JSON', '{ DDL events are unsupported', [['ddl-before-6', 1, 1]]],
    [
      'each family once, in the order of the text',
      ['', 'standalone', log('error', 'a mismatch'), 'a standalone', 'mismatch'].join('\n'),
      [
        ['standalone', 2, 2],
        ['mismatch', 3, 2],
      ],
    ],
  ])('%s', (_, text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it('with the words as they stand there, without what could be a password', () => {
    const [{ said } = { said: '' }] = explain('cannot reach mongodb://user:geheim@h1/ \u001b[31mnow');
    expect(said).toContain('//********@h1/');
    expect(said).not.toContain('geheim');
    expect(said).not.toContain('\u001b');
  });

  it('in the time that its length takes, and in pieces only where it is no whole log', () => {
    const line = 'migration already '.replace('already', 'alread').repeat(30);
    expect(explain(`${line}\n`.repeat(4_000))).toEqual([]);
    expect(found(`could not\n${'x\n'.repeat(10_000)}reach`)).toEqual([]);
  });

  it('however deep the error of a line is', () => {
    const deep = `{"level":"error","message":"timed out","error":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    expect(found(deep)).toEqual([[expect.any(String), 1, 1]]);
  });
});

describe('the known messages', () => {
  it('look for nothing at any distance, which would take the square of the time', () => {
    expect(knownMessages.filter(({ pattern }) => /\.[*+]/.test(pattern.source)).map(({ id }) => id)).toEqual([]);
  });

  it('have an id each', () => {
    const ids = knownMessages.map(({ id }) => id);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });

  it.each(knownMessages.flatMap(({ id, rules = [] }) => rules.map((rule) => [id, rule] as const)))(
    '%s names a rule that there is: %s',
    (_, rule) => {
      expect(rule).toMatch(/^[EHVTOC]\d\d$/);
    },
  );
});
