import { expect, it } from 'vitest';
import type { SeenGate } from '../../../src/core/gates/seen-gate.ts';
import { gateLines } from '../../../src/terminal/gate-lines.ts';
import { createStyle } from '../../../src/terminal/style.ts';

const gate = (name: SeenGate['gate'], state: SeenGate['state'], message: string, more: Partial<SeenGate> = {}) => ({
  ...{ gate: name, state, title: 'what has to hold', message },
  ...more,
});

const gates = [
  gate('working', 'met', 'Atlas reports WORKING'),
  gate('lag', 'met', 'lag 3 s (30 s allowed)'),
  gate('writes', 'refuses', '12 writes in the last 10 s: shop.carts 12. Stop them first', { fix: 'Stop them.' }),
  gate('users', 'accepted', 'the project has no database user', { because: 'LDAP' }),
  gate('oplog', 'not-looked-at', 'not looked at: nobody has looked'),
  gate('checklist', 'warns', 'nobody has answered the checklist', { fix: 'Answer it.' }),
];
const event = { type: 'gates', time: '2026-12-05T02:51:00.000Z', text: 'they come to this', gates } as const;

const styleOf = (width: number) => createStyle({ colorLevel: 0, alphabet: 'ascii', width: () => width });

it('what refuses comes first, with what to do; what was seen of those that are met stands together', () => {
  expect(gateLines(styleOf(100), { ...event, gates: [...gates] }, false)).toEqual([
    'Gates: they come to this.',
    '  x writes: 12 writes in the last 10 s: shop.carts 12. Stop them first',
    '      Stop them.',
    '  ! checklist: nobody has answered the checklist',
    '  = users: the project has no database user; accepted: LDAP',
    '  ? oplog: not looked at: nobody has looked',
    '  + Atlas reports WORKING · lag 3 s (30 s allowed)',
  ]);
});

it('with --quiet only what refuses is shown', () => {
  expect(gateLines(styleOf(100), { ...event, gates: [...gates] }, true)).toHaveLength(2);
  expect(gateLines(styleOf(100), { ...event, gates: gates.slice(0, 2) }, true)).toEqual([]);
});

it.each([40, 60])('fits into %i columns', (width) => {
  const lines = gateLines(styleOf(width), { ...event, gates: [...gates] }, false);
  expect(lines.filter((line) => line.length > width)).toEqual([]);
});
