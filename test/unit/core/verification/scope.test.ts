import { describe, expect, it } from 'vitest';
import { scopeOf } from '../../../../src/core/verification/scope.ts';

const all = { namespaces: [], skip: [] };

describe('what is wanted', () => {
  it.each([
    ['everything', [], [], 'app.users', true],
    ['a namespace', ['app.users'], [], 'app.users', true],
    ['a namespace, and not what begins like it', ['app.users'], [], 'app.users2', false],
    ['a database by its name alone', ['app'], [], 'app.a.b', true],
    ['a database, and not what begins like it', ['app'], [], 'app2.a', false],
    ['a star for anything', ['app.u*s'], [], 'app.users', true],
    ['a dot as a dot', ['a.b'], [], 'axb', false],
    ['signs of expressions as what they are', ['a.b+(c)'], [], 'a.b+(c)', true],
    ['one of several', ['a.*', 'b.*'], [], 'b.x', true],
    ['not what is skipped', ['app'], ['app.logs'], 'app.logs', false],
    ['not what is skipped of everything', [], ['*.logs'], 'x.logs', false],
    ['names with line breaks', ['a.*'], [], 'a.b\nc', true],
  ])('%s', (_, namespaces, skip, name, wanted) => {
    expect(scopeOf({ namespaces, skip }).wants(name)).toBe(wanted);
  });

  it.each([
    ['of everything, any', [], [], 'hr', true],
    ['of a namespace, its own', ['hr.people'], [], 'hr', true],
    ['of a namespace, no other', ['hr.people'], [], 'app', false],
    ['of a star, any', ['*.people'], [], 'app', true],
    ['not one that is skipped whole', [], ['hr'], 'hr', false],
    ['one of which a part is skipped', [], ['hr.people'], 'hr', true],
  ])('a database in which something may be wanted: %s', (_, namespaces, skip, database, may) => {
    expect(scopeOf({ namespaces, skip }).mayWant(database)).toBe(may);
  });

  it.each<[readonly string[], readonly string[], readonly string[]]>([
    [[], [], []],
    [['app', 'app.x', 'hr.*', 'b*.x', '*'], [], ['app', 'hr']],
    [['app', 'hr.people'], ['hr', 'app.x'], ['app']],
  ])('of %j without %j names the databases %j', (namespaces, skip, named) => {
    expect(scopeOf({ namespaces, skip }).named).toEqual(named);
  });

  it.each([
    [[], true],
    [['app'], false],
    [['app.*', 'b*.x'], true],
  ])('of %j databases that nobody has named: %s', (namespaces, may) => {
    expect(scopeOf({ namespaces, skip: [] }).mayWantOthers).toBe(may);
  });
});

describe('a share', () => {
  const shares = [1, 2, 3].map((number) => scopeOf({ ...all, share: { number, of: 3 } }));

  it('every part of a namespace is in exactly one, and they are about even', () => {
    const names = Array.from({ length: 300 }, (_, at) => `db${at % 7}.collection${at}`);
    const held = shares.map((share) => names.filter((name) => share.has(name, 0)));
    expect(held.flat().sort()).toEqual([...names].sort());
    for (const { length } of held) expect(length).toBeGreaterThan(70);
  });

  it('parts of one namespace go round', () => {
    const inOrder = [0, 1, 2, 3].map((part) => shares.findIndex((share) => share.has('a.b', part)));
    expect(new Set(inOrder.slice(0, 3)).size).toBe(3);
    expect(inOrder[3]).toBe(inOrder[0]);
  });

  it('without one everything is in it', () => {
    expect(scopeOf(all).has('a.b', 7)).toBe(true);
  });
});
