import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rules } from '../../../src/checks/index.ts';

/** Our notes on MongoDB's pages, which may lie beside a checkout; they list the rules, and are no part of the repository. */
const beside = join(import.meta.dirname, '../../../../shared/domain/live-migration.md');
const notes = process.env.LIVEMIG_RULE_NOTES ?? (existsSync(beside) ? beside : undefined);
const why = notes === undefined ? ' (skipped, because LIVEMIG_RULE_NOTES names no notes)' : '';

/** The ids in the first column of the tables of section 2, in its order. */
function idsIn(text: string): string[] {
  const [, section = ''] = /^## 2\. (.*?)^## 3\. /ms.exec(text) ?? [];
  return [...section.matchAll(/^\| *([A-Z]\d\d) *\|/gm)].map(([, id = '']) => id);
}

describe('the ids of the rules', () => {
  it('are read from the tables of section 2 alone', () => {
    const other = [
      '## 1. Stages',
      '| T99 | no rule |',
      '## 2. Rules',
      'of C98 in a sentence',
      '| id | rule |',
      '|---|',
    ];
    const text = [...other, '| E01 | one |', '### 2.1 More', '| T01 | two, as C97 |', '## 3. History', '| C99 | no |'];
    expect(idsIn(text.join('\n'))).toEqual(['E01', 'T01']);
  });
});

describe.skipIf(notes === undefined)(`the rules and the notes${why}`, () => {
  const listed = notes === undefined ? [] : idsIn(readFileSync(notes, 'utf8'));

  it('the notes list each rule once', () => {
    expect(listed.length).toBeGreaterThan(0);
    expect(listed.filter((id, at) => listed.indexOf(id) !== at)).toEqual([]);
  });

  it('each rule of the notes is judged or asked', () => {
    const ours = new Set<string>(rules.map(({ id }) => id));
    expect(listed.filter((id) => !ours.has(id))).toEqual([]);
  });

  it('no rule of ours has an id that the notes do not list, but those that are told as our own', () => {
    const own = rules.map(({ id }) => id).filter((id) => !/^LM\d\d$/.test(id));
    expect(own.filter((id) => !listed.includes(id))).toEqual([]);
  });
});
