import { BSON, MongoServerError } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { commands } from '../../../src/mongod/commands/table.ts';
import { mongodFixture } from '../../support/mongod-fixture.ts';

const fixture = mongodFixture();

/** The server's own parse these by hand and pass over what they do not know; drivers put into a handshake what they have. */
const loose = new Set([
  'hello',
  'isMaster',
  'ismaster',
  'saslStart',
  'saslContinue',
  'validate',
  'convertToCapped',
  'endSessions',
  'collStats',
  'collstats',
  'dbStats',
  'dbstats',
  'getLog',
  'killOp',
  'split',
  'moveChunk',
  'moveRange',
  'balancerStart',
  'balancerStop',
]);

const described = [...commands].flatMap(([name, { args }]) => (args === undefined ? [] : [{ name, args }]));

describe('every command', () => {
  it.each(described)('$name refuses an unknown field, or is known to pass over it', ({ name, args }) => {
    const codes = args.safeParse({ thisIsNoField: 1 }).error?.issues.map(({ code }) => code) ?? [];
    expect(codes.includes('unrecognized_keys')).toBe(!loose.has(name));
  });
});

const strange = [1, -1, 1.5, 'x', '', true, [], [1], [{}], {}, { x: 1 }, new Date(0), /x/, BSON.Long.MAX_VALUE];
const inZodsWords = /✖|invalid input|expected .* received|unrecognized key|too (small|big)|→/i;

/** What would end the connection, or the server's writes. */
const notTried = new Set(['saslStart', 'saslContinue', 'setUserWriteBlockMode', 'killOp']);

describe('an argument that makes no sense', () => {
  it.each(described.filter(({ name }) => !notTried.has(name)))(
    '$name is refused in the words of the server',
    async ({ name, args }) => {
      for (const field of Object.keys(args.shape)) {
        for (const value of strange) {
          const command = field === name ? { [name]: value } : { [name]: 'none', [field]: value };
          const answer = await fixture.client
            .db('arguments')
            .command(command)
            .catch((error: unknown) => error);
          if (!(answer instanceof MongoServerError)) continue;
          expect(answer.message).not.toMatch(inZodsWords);
          expect(answer.code).not.toBe(1);
        }
      }
    },
  );
});
