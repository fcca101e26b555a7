import { describe, expect, it } from 'vitest';
import type { Beside } from '../../../src/core/verification/beside.ts';
import { levels } from '../../../src/core/verification/level.ts';
import { doesNotCover } from '../../../src/verify/coverage.ts';

describe('what no verdict is about', () => {
  it.each<[string, Beside, readonly string[]]>([
    ['all of it, where nothing was looked at', {}, ['users and roles', 'system.js', 'Search indexes']],
    [
      'its numbers, where they were seen',
      { users: 41, roles: 6 },
      ['users and roles (41, 6)', 'system.js', 'Search indexes'],
    ],
    ['the one number that was seen', { users: 41 }, ['users (41) and roles', 'system.js', 'Search indexes']],
    ['the other one', { roles: 0 }, ['users and roles (0)', 'system.js', 'Search indexes']],
    [
      'the databases that hold functions',
      { storedFunctions: ['shop', 'a\u001bb'] },
      ['users and roles', 'system.js (shop, a\\u001bb)', 'Search indexes'],
    ],
    ['not what is known not to be there', { storedFunctions: [] }, ['users and roles', 'Search indexes']],
  ])('has %s', (_, beside, [first, ...rest]) => {
    expect(doesNotCover('full', beside)).toEqual([first, 'admin.*, config.*, local.*', ...rest]);
  });

  it('has what was written to sides that nobody was to write to', () => {
    expect(doesNotCover('full', {}, ['the source', 'the destination'])[0]).toBe(
      'what was written to the source and to the destination meanwhile, although writes were said to be stopped',
    );
  });

  it('has what the level cannot see, and the full one sees all', () => {
    const more = levels.map((level) => doesNotCover(level, {}).slice(doesNotCover('full', {}).length));
    expect(more.map(({ length }) => length > 0)).toEqual([true, true, true, false]);
    expect(doesNotCover('quick', {})).toContain('what the documents hold');
  });
});
