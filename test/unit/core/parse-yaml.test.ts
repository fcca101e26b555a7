import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseYaml } from '../../../src/core/parse-yaml.ts';

const levels = (count: number) => `${'['.repeat(count)}${']'.repeat(count)}`;

describe('parseYaml', () => {
  const warnings: Error[] = [];
  const note = (warning: Error) => void warnings.push(warning);
  beforeEach(() => void process.on('warning', note));
  afterEach(() => void process.off('warning', note));

  it.each([
    ['', null],
    ['{"a": [1]}', { a: [1] }],
    ['a: &x {b: 1}\nc: *x', { a: { b: 1 }, c: { b: 1 } }],
    [levels(3), [[[]]]],
  ])('reads %j', (text, content) => {
    expect(parseYaml(text)).toEqual(content);
  });

  it('reads __proto__ as a name like any other', () => {
    const content = parseYaml('{"__proto__": {"a": 1}}');
    expect([Object.keys(content ?? {}), Object.getPrototypeOf(content)]).toEqual([['__proto__'], Object.prototype]);
  });

  it.each([
    ['[', 'Flow sequence must end with a ] at line 1, column 2'],
    ['&a [*a]', 'a part of it refers to itself'],
    ['a: &a {b: {c: [*a]}}', 'a part of it refers to itself'],
    [levels(400), 'it is nested more than 64 deep'],
    ['['.repeat(500_000), 'it is nested more than 64 deep'],
    ['- '.repeat(500_000), 'it is nested more than 64 deep'],
    ['? '.repeat(500_000), 'it is nested more than 64 deep'],
    [
      'a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d]',
      'Excessive alias',
    ],
  ])('refuses %.40j: %s', (text, problem) => {
    expect(() => parseYaml(text)).toThrow(problem);
  });

  it('prints nothing by itself', async () => {
    expect(parseYaml('? [a]\n: !strange b')).toEqual({ '[ a ]': 'b' });
    // A warning is emitted in the next tick.
    await new Promise((resolve) => setImmediate(resolve));
    expect(warnings).toEqual([]);
  });
});
