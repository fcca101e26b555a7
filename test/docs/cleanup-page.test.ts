import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { cleanup } from '../../src/cli/cleanup-flags.ts';
import { longName } from '../../src/cli/flags.ts';
import { removable } from '../../src/core/cleanup/cleanup-plan.ts';

const page = readFileSync(new URL('../../docs/cleanup.md', import.meta.url), 'utf8');

it('the page on cleaning up names each flag of the command, and in its table exactly what can be removed', () => {
  const flags = cleanup.groups.flatMap((group) => (group.title === 'What to do' ? group.flags : []));
  expect(flags.map(longName).filter((flag) => !page.includes(flag))).toEqual([]);
  const rows = [...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, item]) => item);
  expect(rows).toEqual([...removable]);
});
