import { describe, expect, it } from 'vitest';
import { checks } from '../../../src/checks/index.ts';
import { judgeAll } from '../../../src/core/check.ts';
import type { FactValues } from '../../../src/core/facts.ts';
import { good } from '../../support/good-facts.ts';
import type { CheckRow } from './check-row.ts';
import { dataRows } from './rows/data.ts';
import { entitlementRows } from './rows/entitlement.ts';
import { healthRows } from './rows/health.ts';
import { hostRows } from './rows/host.ts';
import { sampleRows } from './rows/sample.ts';
import { topologyRows } from './rows/topology.ts';
import { usersRows } from './rows/users.ts';
import { versionsRows } from './rows/versions.ts';
import { watchRows } from './rows/watch.ts';

const rows: readonly CheckRow[] = [
  ...entitlementRows,
  ...hostRows,
  ...versionsRows,
  ...topologyRows,
  ...dataRows,
  ...usersRows,
  ...healthRows,
  ...sampleRows,
  ...watchRows,
];

function judge(id: string, known: Partial<FactValues>, unknown = {}) {
  const [finding] = judgeAll(
    checks.filter((check) => check.id === id),
    { known, unknown },
  );
  return finding ?? { result: 'no such check', message: '' };
}

/** A good one of the engine that the check is about. */
function goodFor({ engine }: { readonly engine?: FactValues['engine'] }): FactValues {
  return engine === 'legacy'
    ? { ...good, engine, source: { ...good.source, version: '5.0.31' }, destinationVersion: '6.0.26' }
    : good;
}

describe('a good migration', () => {
  it.each(checks)('has no objection of $id: $title', (check) => {
    const { id, title } = check;
    expect(judge(id, goodFor(check))).toMatchObject({ id, title, result: 'pass' });
  });
});

describe('of another one', () => {
  it.each(rows)('%s: %s', (id, _, change, result, says = /^/) => {
    const finding = judge(id, { ...good, ...change });
    expect(finding.result).toBe(result);
    expect('fix' in finding ? `${finding.message} ${finding.fix}` : finding.message).toMatch(says);
  });

  it.each(checks)('$id names the stage that its fix says to run', ({ id, mendedBy }) => {
    const fixes = rows.filter(([of]) => of === id).map(([, , change]) => judge(id, { ...good, ...change }));
    const advised = fixes.flatMap(
      (finding) => /`livemig (\w+)`/.exec('fix' in finding ? (finding.fix ?? '') : '')?.[1] ?? [],
    );
    expect([...new Set(advised)]).toEqual([mendedBy].flatMap((stage) => stage ?? []));
  });

  it.each(checks)('$id is tried by a row in which it objects', ({ id }) => {
    // Whether this machine reaches the destination is told, or not known; that it does not is no fault. C33 cannot be broken.
    const results = rows.filter(([row]) => row === id).map(([, , , result]) => result);
    expect(['LM01', 'C33'].includes(id) || results.some((result) => result !== 'pass')).toBe(true);
  });
});

const missing = checks.flatMap((check) => check.needs.map((need) => [check.id, need, goodFor(check)] as const));

describe('what is not known', () => {
  it.each(missing)('is not checked by %s, without %s', (id, need, whole) => {
    const { [need]: _, ...known } = whole;
    const told = { id, result: 'not-checked', message: 'no answer' };
    expect(judge(id, known, { [need]: 'no answer' })).toMatchObject(told);
    expect(judge(id, known)).toMatchObject({ ...told, message: `${need} was not looked at` });
  });

  it.each(checks)('and is not needed by $id leaves it as it is', (check) => {
    const { id, needs, engine } = check;
    const isNeeded = (name: string) =>
      needs.some((need) => need === name) || (engine !== undefined && name === 'engine');
    const known = Object.fromEntries(Object.entries(goodFor(check)).filter(([name]) => isNeeded(name)));
    expect(judge(id, known)).toMatchObject({ result: 'pass' });
  });
});
