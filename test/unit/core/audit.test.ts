import { describe, expect, it } from 'vitest';
import { type AuditEntry, auditLine, endsWithLine, lastLineOf, parseAudit } from '../../../src/core/audit.ts';

const writer = { time: '2026-01-01T00:00:00.000Z', user: 'ann', host: 'here', pid: 12 };
const head = JSON.stringify(writer).slice(0, -1);
const old = `${head},"kind":"command","command":"livemig link"}`;

const decided = (decision: string): AuditEntry => ({ kind: 'decision', decision });

/** Each entry in a line of its own, chained to the line before. */
function chainedLines(entries: readonly AuditEntry[], begin: readonly string[] = []): string[] {
  const lines = [...begin];
  for (const entry of entries) {
    const before = lines.at(-1);
    lines.push(auditLine(writer, entry, before === undefined ? undefined : Buffer.from(before)));
  }
  return lines;
}

const textOf = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');
const seen = (content: string | Buffer) =>
  parseAudit(Buffer.from(content)).map(({ entry, chain }) => `${entry.kind} ${chain}`);

const [one = '', two = '', three = ''] = chainedLines(['one', 'two', 'three'].map(decided));
const [, onOld = ''] = chainedLines([decided('one')], [old]);
const [, , onHalf = ''] = chainedLines([decided('two')], [one, '{"time":"20']);
const halfCharacter = Buffer.from(`${one}\n{"time":"ü`).subarray(0, -1);
const onHalfCharacter = auditLine(writer, decided('two'), lastLineOf(halfCharacter));

describe('parseAudit', () => {
  it.each<[string, string | Buffer, string[]]>([
    ['takes nothing for no lines', '', []],
    ['chains each line to the one before', textOf([one, two]), ['decision chained', 'decision chained']],
    ['reads a last line that has no end', `${one}\n${two}`, ['decision chained', 'decision chained']],
    ['marks lines of an older version as unchained', textOf([old, old]), ['command unchained', 'command unchained']],
    ['chains the first new line to the last old one', textOf([old, onOld]), ['command unchained', 'decision chained']],
    ['sees an old line that was changed', textOf([`${old} `, onOld]), ['command unchained', 'decision broken']],
    [
      'sees a line that was changed',
      textOf([one.replace('one', 'eno'), two, three]),
      ['decision chained', 'decision broken', 'decision chained'],
    ],
    ['sees a line that is missing', textOf([one, three]), ['decision chained', 'decision broken']],
    ['sees a first line that is missing', textOf([two, three]), ['decision broken', 'decision chained']],
    [
      'sees lines that were swapped',
      textOf([two, one, three]),
      ['decision broken', 'decision broken', 'decision broken'],
    ],
    [
      'sees a line that was put in',
      textOf([one, old, two]),
      ['decision chained', 'command unchained', 'decision broken'],
    ],
    ['sees a line that is there twice', textOf([one, one]), ['decision chained', 'decision broken']],
    [
      'sees an empty line that was put in',
      textOf([one, '', two]),
      ['decision chained', 'unreadable unchained', 'decision broken'],
    ],
    ['takes a hash that is no text for another one', textOf([old.replace('}', ',"prev":null}')]), ['command broken']],
    [
      'keeps half a line, and chains the next one to it as it stands',
      textOf([one, '{"time":"20', onHalf]),
      ['decision chained', 'unreadable unchained', 'decision chained'],
    ],
    [
      'keeps half a character, and chains the next one to its bytes',
      Buffer.concat([halfCharacter, Buffer.from(`\n${onHalfCharacter}\n`)]),
      ['decision chained', 'unreadable unchained', 'decision chained'],
    ],
    ['lets a kind pass that it does not know', textOf([`${head},"kind":"later","what":1}`]), ['unknown unchained']],
    [
      'takes a known kind of another shape for unreadable',
      textOf([`${head},"kind":"step"}`]),
      ['unreadable unchained'],
    ],
    ['takes JSON of another shape for unreadable', textOf(['[]', '7', 'null']), Array(3).fill('unreadable unchained')],
  ])('%s', (_, content, expected) => {
    expect(seen(content)).toEqual(expected);
  });

  it('brings back what was written, with its writer and its line', () => {
    const entries: AuditEntry[] = [
      { kind: 'command', command: 'livemig start' },
      { kind: 'step', step: 'start.create-migration', state: 'submitted', receipt: { migrationId: 'a1' } },
      { kind: 'request', method: 'POST', path: '/x', status: null, errorCode: 'E' },
      decided('one\ntwo'),
    ];
    expect(parseAudit(Buffer.from(textOf(chainedLines(entries))))).toEqual(
      entries.map((entry, index) => ({
        ...{ entry: { ...writer, ...entry }, line: index + 1, chain: 'chained' },
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      })),
    );
  });

  it('tells of each line the hash that the next one names', () => {
    const [first, second] = parseAudit(Buffer.from(textOf([one, two])));
    expect(two).toContain(`"prev":"${first?.hash}"`);
    expect(second?.hash).not.toBe(first?.hash);
  });
});

describe('the end of an audit', () => {
  it.each([
    ['nothing', '', undefined, true],
    ['one line', 'a\n', 'a', true],
    ['two lines', 'a\nb\n', 'b', true],
    ['half a line', 'a\nb', 'b', false],
    ['an empty line', 'a\n\n', '', true],
  ])('%s', (_, content, last, isWhole) => {
    const line = lastLineOf(Buffer.from(content));
    expect([line === undefined ? undefined : Buffer.from(line).toString(), endsWithLine(Buffer.from(content))]).toEqual(
      [last, isWhole],
    );
  });
});
