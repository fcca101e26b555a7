import { describe, expect, it } from 'vitest';
import { auditLine, parseAudit } from '../../../../src/core/audit.ts';
import { auditChain, checkAudit, linesText } from '../../../../src/core/report/audit-chain.ts';

const writer = { time: '2026-01-01T00:00:00.000Z', user: 'ann', host: 'here', pid: 12 };
const old = JSON.stringify({ ...writer, kind: 'command', command: 'link' });

/** So many lines, each chained to the one before, behind those that are there. */
function chained(count: number, begin: readonly string[] = []): string[] {
  const lines = [...begin];
  for (let at = 0; at < count; at += 1) {
    const before = lines.at(-1);
    const entry = { kind: 'decision', decision: `number ${at}` } as const;
    lines.push(auditLine(writer, entry, before === undefined ? undefined : Buffer.from(before)));
  }
  return lines;
}

const parsed = (lines: readonly string[]) => parseAudit(Buffer.from(lines.map((line) => `${line}\n`).join('')));
const five = chained(5);
const headAt = (line: number, lines = five) => parsed(lines)[line - 1]?.hash;
const without = (line: number) => five.filter((_, index) => index !== line - 1);
const changed = (line: number) => five.map((text, index) => (index === line - 1 ? text.replace('ann', 'bob') : text));

describe('what the chain shows of itself', () => {
  it.each<[string, readonly string[], object]>([
    ['no line', [], { lines: 0, head: null, broken: [], coveredFrom: null }],
    ['whole', five, { lines: 5, head: headAt(5), broken: [], unchained: [], unreadable: [], coveredFrom: 1 }],
    ['a line that was changed', changed(2), { lines: 5, broken: [{ from: 3, to: 3 }], coveredFrom: 3 }],
    ['old lines', chained(2, [old, old]), { unchained: [{ from: 1, to: 2 }], broken: [], coveredFrom: 2 }],
    [
      'blank lines behind',
      [...five, '', ''],
      { head: headAt(5), headLine: 5, coveredFrom: 1, unreadable: [{ from: 6, to: 7 }] },
    ],
    ['old lines alone', [old, old], { headLine: 2, coveredFrom: 2 }],
    [
      'half a line',
      [...five, '{"time"'],
      { headLine: 5, unreadable: [{ from: 6, to: 6 }], unchained: [{ from: 6, to: 6 }] },
    ],
  ])('%s', (_, lines, expected) => {
    expect(auditChain(parsed(lines))).toMatchObject(expected);
  });
});

describe('the audit held against a head that was kept elsewhere', () => {
  it.each<[string, readonly string[], string | undefined, object]>([
    ['the last line', five, headAt(5), { verdict: 'unchanged', head: { line: 5, coveredFrom: 1, since: 0 } }],
    ['an earlier line', five, headAt(3), { verdict: 'unchanged', head: { line: 3, coveredFrom: 1, since: 2 } }],
    ['a cut tail', five.slice(0, 4), headAt(5), { verdict: 'changed', head: { line: null } }],
    ['a last line that was changed', changed(5), headAt(5), { verdict: 'changed', head: { line: null } }],
    ['a line before it that was changed', changed(2), headAt(5), { verdict: 'changed', head: { coveredFrom: 3 } }],
    ['a line before it that is missing', without(2), headAt(5), { verdict: 'changed', head: { line: 4 } }],
    ['a file that is gone', [], headAt(5), { verdict: 'changed', head: { line: null } }],
    ['one written anew', chained(5, [old]), headAt(5), { verdict: 'changed', head: { line: null } }],
    ['a line behind it that was changed', changed(4), headAt(2), { verdict: 'changed', head: { line: 2, since: 3 } }],
  ])('%s', (_, lines, head, expected) => {
    expect(checkAudit(parsed(lines), head, true)).toMatchObject(expected);
  });

  it.each<[string, readonly string[], boolean, string, RegExp | undefined]>([
    ['whole', five, true, 'nothing-found', undefined],
    ['a line that was changed', changed(2), true, 'changed', /^line 3 does not follow the line that stood before/],
    ['lines missing at the beginning', five.slice(2), true, 'changed', /^line 1 .*: lines before it are missing$/],
    ['no line, and a journal', [], true, 'changed', /^there is no line, although state.json tells of steps$/],
    ['no line, and none is wanted', [], false, 'nothing-found', undefined],
  ])('without a head: %s', (_, lines, isExpected, verdict, found) => {
    const check = checkAudit(parsed(lines), undefined, isExpected);
    expect(check.verdict).toBe(verdict);
    expect(check.found).toEqual(found === undefined ? [] : [expect.stringMatching(found)]);
    expect(check.cannotFind[0]).toMatch(/cut off at the end.*--head HASH/);
  });

  it('says that it finds no cut tail without a head, and does not', () => {
    expect(checkAudit(parsed(five.slice(0, 3)), undefined, true).verdict).toBe('nothing-found');
  });

  it('says how far back a head reaches', () => {
    const lines = chained(2, [old, old]);
    const { head, cannotFind } = checkAudit(parsed(lines), headAt(4, lines), true);
    expect(head?.coveredFrom).toBe(2);
    expect(cannotFind).toContain('changes before line 2: the chain of the head reaches no further back');
    expect(cannotFind).toContain('what stood before each of 2 lines without a chain (1–2)');
  });
});

it('names lines by their ranges, and no endless list of them', () => {
  const many = Array.from({ length: 22 }, (_, index) => ({ from: 3 * index + 1, to: 3 * index + 2 }));
  expect(
    linesText([
      { from: 1, to: 40 },
      { from: 52, to: 52 },
    ]),
  ).toBe('1–40, 52');
  expect(linesText(many)).toMatch(/^1–2, 4–5, .*, 58–59 and 2 more$/);
});
