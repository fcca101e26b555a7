import { MongoNetworkError, MongoServerError } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { LivemigError } from '../../../../src/core/errors.ts';
import { definitionFailure, isAnswer } from '../../../../src/mongo/verify/definition-failure.ts';

const server = (code: number) => new MongoServerError({ message: 'no', code });
const context = { name: 'the destination', maxTimeMS: 1 };

describe('what a server refuses', () => {
  it.each([
    ['a missing right', server(13), true],
    ['a question that takes too long', server(50), true],
    ['a view that nobody understands', server(182), true],
    ['that it is no longer the primary', server(10107), false],
    ['that it is being shut down', server(91), false],
    ['nothing, because it is gone', new MongoNetworkError('gone'), false],
  ])('is about the one question, where it is %s: %#', (_, error, expected) => {
    expect(isAnswer(error)).toBe(expected);
  });

  it('is told with the side and the namespace', () => {
    const failure = definitionFailure(server(91), 'a.b\u202e', context);
    expect(failure).toBeInstanceOf(LivemigError);
    expect(String(failure)).toContain('The definition of a.b\uFFFD could not be read from the destination: no.');
  });

  it.each([
    ['it tells already', definitionFailure(server(91), 'a.b', context)],
    ['is a missing right, which is told with the roles', server(13)],
  ])('stays as it is where %s', (_, error) => {
    expect(definitionFailure(error, 'other', context)).toBe(error);
  });
});
