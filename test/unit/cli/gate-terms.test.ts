import { describe, expect, it } from 'vitest';
import { gateTerms } from '../../../src/cli/gate-terms.ts';
import { caught } from '../../support/caught.ts';

const none = { acceptedGates: [], requiredGates: [] };

describe('what a command line says of the gates', () => {
  it.each([
    ['nothing', {}, none],
    ['a bare number is seconds', { maxLag: '45' }, { ...none, maxLagSeconds: 45 }],
    ['a lag has units', { maxLag: '2m' }, { ...none, maxLagSeconds: 120 }],
    ['names once', { requireGate: ['writes', 'users, Writes'] }, { ...none, requiredGates: ['writes', 'users'] }],
    [
      'one reason for all',
      { acceptGate: ['writes', 'lag'], because: ['only  the audit log'] },
      {
        ...none,
        acceptedGates: [
          { gate: 'writes', because: 'only  the audit log' },
          { gate: 'lag', because: 'only  the audit log' },
        ],
      },
    ],
    [
      'one reason for each',
      { acceptGate: ['writes', 'checklist'], because: ['log', 'by ana'] },
      {
        ...none,
        acceptedGates: [
          { gate: 'writes', because: 'log' },
          { gate: 'checklist', because: 'by ana' },
        ],
      },
    ],
  ])('is read: %s', (_, options, terms) => {
    expect(gateTerms(options)).toEqual(terms);
  });

  it.each([
    ['a name that no gate has', { acceptGate: ['write'], because: ['x'] }, 'UNKNOWN_GATE', /^The gates are writes, /],
    ['an empty name', { requireGate: [''] }, 'UNKNOWN_GATE', /^The gates are /],
    ['no reason', { acceptGate: ['writes'] }, 'BECAUSE_MISSING', /--accept-gate writes --because/],
    ['an empty reason', { acceptGate: ['writes'], because: ['  '] }, 'BECAUSE_MISSING', /--because/],
    ['a reason for nothing', { because: ['x'] }, 'CONTRADICTION', /--accept-gate NAME/],
    ['too many reasons', { acceptGate: ['writes'], because: ['x', 'y'] }, 'CONTRADICTION', /once for all/],
    ['a long reason', { acceptGate: ['writes'], because: ['x'.repeat(501)] }, 'CONTRADICTION', /at most 500/],
    ['both of one', { acceptGate: ['users'], requireGate: ['users'], because: ['x'] }, 'CONTRADICTION', /one of them/],
    ['what Atlas refuses itself', { acceptGate: ['ready'], because: ['x'] }, 'CHOICE', /wait/],
    ['what Atlas refuses itself', { acceptGate: ['working'], because: ['x'] }, 'CHOICE', /wait/],
    ['no duration', { maxLag: 'soon' }, 'DURATION', /a number with a unit/],
  ])('is refused: %s', async (_, options, code, fix) => {
    const error = await caught(Promise.resolve().then(() => gateTerms(options)));
    expect(error).toMatchObject({ kind: 'usage', code, fix: expect.stringMatching(fix) });
  });
});
