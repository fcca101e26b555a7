import { describe, expect, it } from 'vitest';
import { path } from '../../../src/api/path.ts';
import { LivemigError } from '../../../src/core/errors.ts';

describe('path', () => {
  it.each([
    ['an id', '64aa00000000000000000001', '/a/64aa00000000000000000001/b'],
    ['a block', '203.0.113.0/24', '/a/203.0.113.0%2F24/b'],
    ['a name with everything', 'x y?#%&/é', '/a/x%20y%3F%23%25%26%2F%C3%A9/b'],
  ])('encodes %s as one segment', (_case, value, expected) => {
    expect(path`/a/${value}/b`).toBe(expected);
  });

  it.each(['', '.', '..', '\uD800'])('refuses %j, which would address something else', (value) => {
    expect(() => path`/a/${value}`).toThrow(LivemigError);
  });
});
