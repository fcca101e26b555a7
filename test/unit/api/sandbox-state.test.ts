import { expect, it } from 'vitest';
import { sandboxStateIn } from '../../../src/api/sandbox-state.ts';

const name = 'x-livemig-sandbox-state';

it.each([
  ['127.0.0.1:8080', 'http://127.0.0.1:8080/_sandbox/state', true],
  ['localhost:1', 'http://localhost:1/_sandbox/state', true],
  ['[::1]:65535', 'http://[::1]:65535/_sandbox/state', true],
  ['127.0.0.1:8080', 'https://127.0.0.1:8080/_sandbox/state', false],
  ['127.0.0.1:8080', 'http://127.0.0.1:8081/_sandbox/state', false],
  ['127.0.0.1:8080', 'http://127.0.0.1:99999/_sandbox/state', false],
  ['127.0.0.1:8080', 'http://127.0.0.1:8080/_sandbox/state; rm -rf', false],
  ['127.0.0.1:8080', '', false],
  ['cloud.example', 'http://127.0.0.1:8080/_sandbox/state', false],
  ['cloud.example:8080', 'http://cloud.example:8080/_sandbox/state', false],
  ['127.0.0.1.evil.example:80', 'http://127.0.0.1.evil.example:80/_sandbox/state', false],
])('of what %s says, %j is believed: %s', (host, address, isBelieved) => {
  expect(sandboxStateIn({ host, headers: { [name]: address } })).toBe(isBelieved ? address : undefined);
  expect(sandboxStateIn({ host, headers: {} })).toBeUndefined();
});
