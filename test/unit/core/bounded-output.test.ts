import { describe, expect, it } from 'vitest';
import { createBoundedOutput } from '../../../src/core/bounded-output.ts';

const kept = (...parts: string[]) => {
  const output = createBoundedOutput();
  for (const part of parts) output.add(part);
  return output.text();
};

describe('what is kept of the output of a program', () => {
  it.each([
    ['nothing', [], ''],
    ['all of it, line by line', ['one\n', 'two\r\n\tthree'], 'one\ntwo\n\tthree'],
    ['all of it up to 4000 characters', ['a'.repeat(1999), 'b'.repeat(2001)], `${'a'.repeat(1999)}${'b'.repeat(2001)}`],
    [
      'else the beginning and the end',
      ['a'.repeat(5000), 'b'],
      `${'a'.repeat(2000)}\n… 1001 characters …\n${'a'.repeat(1999)}b`,
    ],
    ['nothing that a terminal obeys', ['\u001B[31mred\u202E'], '\uFFFD[31mred\uFFFD'],
    ['no password of an address', ['mongodb://u:secret@a/ ok'], 'mongodb://********@a/ ok'],
  ])('is %s', (_, parts, expected) => {
    expect(kept(...parts)).toBe(expected);
  });

  it('is bounded, however much comes', () => {
    const output = createBoundedOutput();
    for (let part = 0; part < 10_000; part += 1) output.add('x'.repeat(1000));
    expect(output.text().length).toBeLessThan(4100);
  });
});
