import { describe, expect, it } from 'vitest';
import { classifyNetworkProblem } from '../../../src/api/network-problem.ts';

const failed = (code: string | undefined, message = '') => Object.assign(new Error(message), { code });

describe('classifyNetworkProblem', () => {
  it.each([
    ['nothing listens', failed('ECONNREFUSED'), false],
    ['no such name', failed('ENOTFOUND'), false],
    ['the resolver is away', failed('EAI_AGAIN'), true],
    ['a silent connection', failed('ETIMEDOUT'), true],
    ['no route', failed('EHOSTUNREACH'), false],
    ['reset', failed('ECONNRESET'), true],
    ['closed for writing', failed('EPIPE'), true],
    ['an answer that is not HTTP', failed('HPE_INVALID_CONSTANT'), false],
    ['an answer that broke off', failed('ERR_BAD_RESPONSE', 'stream has been aborted'), true],
    ['an answer without end', failed('ERR_BAD_RESPONSE', 'maxContentLength size of 1 exceeded'), false],
    ['something else', failed(undefined), false],
  ])('tells what may pass: %s', (_case, error, dropped) => {
    expect(classifyNetworkProblem(error).dropped).toBe(dropped);
  });

  it('knows a problem of TLS behind a code of the system', () => {
    const message =
      'write EPROTO 80:error:0A000410:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version:../x.c:1:';
    expect(classifyNetworkProblem(failed('EPROTO', message)).tls?.kind).toBe('protocol-version');
  });
});
