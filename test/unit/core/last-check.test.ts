import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/core/check.ts';
import { isOfOthers, type LastCheck, lastCheckOf, sinceLast } from '../../../src/core/last-check.ts';
import { good } from '../../support/good-facts.ts';

const at = '2026-01-01T00:00:00.000Z';
type Result = Finding['result'];

function checkWith(results: Readonly<Record<string, Result>>, about: LastCheck['about'] = {}): LastCheck {
  const findings = Object.entries(results).map(([id, result]) => ({ id, result, message: 'It is so.' }));
  return { at, by: 'ana', about, verdict: 'Ready.', findings };
}

describe('since the last check', () => {
  it.each<[Result | undefined, Result, 'fixed' | 'new' | 'unchanged' | 'open' | undefined]>([
    ['block', 'pass', 'fixed'],
    ['info', 'pass', 'fixed'],
    ['pass', 'warn', 'new'],
    ['not-checked', 'block', 'new'],
    [undefined, 'block', 'new'],
    ['skipped', 'block', 'new'],
    ['warn', 'block', 'unchanged'],
    ['block', 'not-checked', 'open'],
    ['block', 'skipped', 'open'],
    ['not-checked', 'pass', undefined],
    ['pass', 'not-checked', undefined],
    ['pass', 'pass', undefined],
  ])('%s that is %s now is %s', (before, now, told) => {
    const since = sinceLast(checkWith(before === undefined ? {} : { C04: before }), checkWith({ C04: now }));
    const places = Object.entries(since).flatMap(([name, ids]) => (ids.includes('C04') ? [name] : []));
    expect(places).toEqual([told].flatMap((name) => name ?? []));
    expect(since.at).toBe(at);
  });

  it('a rule that is not judged now is in none of them', () => {
    const none = { at, fixed: [], new: [], unchanged: [], open: [] };
    expect(sinceLast(checkWith({ C04: 'block' }), checkWith({}))).toEqual(none);
  });

  const here = { setName: 'rs0', hosts: ['a:1'] };
  it.each<[LastCheck['about'], LastCheck['about'], boolean]>([
    [{ source: here }, { source: { setName: 'rs0', hosts: ['b:1'] } }, true],
    [{ destination: 'A' }, { destination: 'B' }, true],
    [{ source: here, destination: 'A' }, { source: here, destination: 'A' }, false],
    [{ source: here }, { destination: 'A' }, false],
    [{}, { source: here, destination: 'A' }, false],
  ])('%j and %j are of other deployments: %s', (before, now, isOther) => {
    expect(isOfOthers(checkWith({}, before), checkWith({}, now))).toBe(isOther);
  });

  it('what is kept fits its own schema, and says what it was about', () => {
    const finding = {
      id: 'C04',
      title: 'One',
      result: 'block',
      message: 'Two.',
      severity: 'block',
      mender: 'dba',
    } as const;
    const kept = lastCheckOf([finding], { known: good, unknown: {} }, 'Not ready.', { at, by: 'ana' });
    expect(kept).toMatchObject({
      about: { source: good.sourceIdentity, destination: good.destination.name },
      findings: [{ id: 'C04', result: 'block', message: 'Two.' }],
    });
  });
});
