import { expect, it } from 'vitest';
import { sandboxStateIn } from '../../../src/api/sandbox-state.ts';

it.each([
  ['http://127.0.0.1:8080/_sandbox/state', true],
  ['http://localhost:1/_sandbox/state', true],
  ['http://[::1]:65535/_sandbox/state', true],
  ['https://127.0.0.1:8080/_sandbox/state', false],
  ['http://cloud.example:8080/_sandbox/state', false],
  ['http://127.0.0.1.evil.example:80/_sandbox/state', false],
  ['http://127.0.0.1:8080/_sandbox/state; rm -rf', false],
  ['', false],
])('%j is believed: %s', (address, isBelieved) => {
  expect(sandboxStateIn({ 'x-livemig-sandbox-state': address })).toBe(isBelieved ? address : undefined);
  expect(sandboxStateIn({})).toBeUndefined();
});
