import { describe, expect, it } from 'vitest';
import { classifyNetworkProblem } from '../../../src/api/network-problem.ts';

function systemError(code: string, syscall: string): Error {
  return Object.assign(new Error(`${syscall} ${code}`), { code, syscall });
}

const both = (first: Error, second: Error) => ({ cause: new AggregateError([first, second]) });

describe('classifyNetworkProblem', () => {
  it.each([
    ['nothing listens', 'ECONNREFUSED', { cause: systemError('ECONNREFUSED', 'connect') }, true, false],
    ['no such name', 'ENOTFOUND', { cause: systemError('ENOTFOUND', 'getaddrinfo') }, true, false],
    ['the resolver is away', 'EAI_AGAIN', { cause: systemError('EAI_AGAIN', 'getaddrinfo') }, true, true],
    ['no answer to connecting', 'ETIMEDOUT', { cause: systemError('ETIMEDOUT', 'connect') }, true, true],
    ['a silent connection', 'ETIMEDOUT', { cause: systemError('ETIMEDOUT', 'read') }, false, true],
    ['no route while connecting', 'EHOSTUNREACH', { cause: systemError('EHOSTUNREACH', 'connect') }, true, false],
    ['no route while writing', 'EHOSTUNREACH', { cause: systemError('EHOSTUNREACH', 'write') }, false, false],
    [
      'no address of several answers',
      'ECONNREFUSED',
      both(systemError('ECONNREFUSED', 'connect'), systemError('ETIMEDOUT', 'connect')),
      true,
      false,
    ],
    [
      'one of several broke later',
      'ECONNRESET',
      both(systemError('ECONNREFUSED', 'connect'), systemError('ECONNRESET', 'read')),
      false,
      true,
    ],
    ['reset', 'ECONNRESET', { cause: systemError('ECONNRESET', 'read') }, false, true],
    ['hung up', 'ECONNRESET', { message: 'socket hang up', cause: new Error('socket hang up') }, false, true],
    ['closed for writing', 'EPIPE', { cause: systemError('EPIPE', 'write') }, false, true],
    [
      'closed in the TLS handshake',
      'ECONNRESET',
      { message: 'Client network socket disconnected before secure TLS connection was established' },
      true,
      true,
    ],
    ['an unknown CA', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', {}, true, false],
    ['an alert after the handshake', 'EPROTO', { message: 'tlsv13 alert certificate required' }, false, false],
    ['an answer that is not HTTP', 'HPE_INVALID_CONSTANT', {}, false, false],
    ['an answer that broke off', 'ERR_BAD_RESPONSE', { message: 'stream has been aborted' }, false, true],
    ['an answer without end', 'ERR_BAD_RESPONSE', { message: 'maxContentLength size of 1 exceeded' }, false, false],
    ['something else', undefined, {}, false, false],
  ])('%s', (_case, code, more, neverLeft, dropped) => {
    expect(classifyNetworkProblem({ code, message: '', ...more })).toMatchObject({ neverLeft, dropped });
  });
});
