import { describe, expect, it } from 'vitest';
import { LivemigError } from '../../../src/core/errors.ts';
import type { Input } from '../../../src/core/inputs.ts';
import { missingInput, type Problem, refuseProblems, wrongInput } from '../../../src/engine/wrong-inputs.ts';
import { caught } from '../../support/caught.ts';

const city: Input<object, object> = { title: 'City', flag: '--city <name>', env: ['X_CITY'], kind: 'text' };
const password: Input<object, object> = { title: 'Which password?', env: ['X_PASSWORD'], kind: 'secret' };
const noCity = missingInput('city', city);
const shortPassword = wrongInput('password', password, 'password is too short.', 'Did you mean longer? ');
const credentials = (whose: 'Atlas' | 'manager') =>
  new LivemigError({
    ...{ kind: 'credentials', code: 'CREDENTIALS_MISSING', message: `No key of ${whose}.`, fix: `Give ${whose}'s.` },
    data: { credentials: [whose] },
  });
const file = new LivemigError({ kind: 'usage', code: 'USAGE', message: 'No such file.', fix: 'Name another.' });
const told = new LivemigError({
  ...{ kind: 'usage', code: 'USAGE', message: 'a and b.', fix: 'Not both.' },
  data: { problems: [{ input: 'a', problem: 'wrong', message: 'a.' }] },
});

const refused = (all: readonly Problem[]) => caught((async () => refuseProblems(all))());

it('nothing wrong is nothing to refuse', () => {
  expect(refuseProblems([])).toBeUndefined();
});

it.each([
  [
    'where somebody can be asked',
    undefined,
    'Give them as flags or variables, or run the command on a terminal, where it asks.',
  ],
  ['where nobody ever is', { isAsked: false }, 'Give them as flags or variables.'],
])('%s, the way out is one that there is', async (_, how, fix) => {
  expect(await caught((async () => refuseProblems([noCity], how))())).toMatchObject({ fix });
});

describe('what is wrong', () => {
  it('is told as it is, where it is one error alone', async () => {
    expect(await refused([file])).toBe(file);
  });

  it.each<[string, readonly Problem[], string]>([
    ['one input', [noCity], 'One input is missing or wrong:\n  - city: City. Give --city or X_CITY.'],
    [
      'all that there are, each with its way out',
      [noCity, shortPassword, credentials('Atlas')],
      '3 inputs are missing or wrong:\n' +
        '  - city: City. Give --city or X_CITY.\n' +
        '  - password is too short. Did you mean longer? Give X_PASSWORD.\n' +
        "  - No key of Atlas. Give Atlas's.",
    ],
  ])('is told in one message: %s', async (_, all, message) => {
    expect(await refused(all)).toMatchObject({ message });
  });

  it.each<[string, readonly Problem[], object]>([
    ['inputs', [noCity, shortPassword], { kind: 'usage', code: 'INPUTS' }],
    ['errors that are of no credentials', [file, told], { kind: 'usage', code: 'INPUTS' }],
    ['credentials and an input', [credentials('Atlas'), noCity], { kind: 'usage', code: 'INPUTS' }],
    ['credentials and another error', [credentials('Atlas'), file], { kind: 'usage', code: 'INPUTS' }],
    [
      'nothing but credentials',
      [credentials('Atlas'), credentials('manager')],
      { kind: 'credentials', code: 'CREDENTIALS_MISSING' },
    ],
  ])('is of kind credentials only where nothing else is: %s', async (_, all, kind) => {
    expect(await refused(all)).toMatchObject(kind);
  });

  it.each<[string, readonly Problem[], object]>([
    [
      'an input by its flag and variables, one without a flag by its variables',
      [noCity, shortPassword],
      {
        problems: [
          { input: 'city', problem: 'missing', message: 'City.', flag: '--city', variables: ['X_CITY'] },
          { input: 'password', problem: 'wrong', message: 'password is too short.', variables: ['X_PASSWORD'] },
        ],
      },
    ],
    [
      'one by itself',
      [noCity],
      { problems: [{ input: 'city', problem: 'missing', message: 'City.', flag: '--city', variables: ['X_CITY'] }] },
    ],
    [
      'credentials by whose they are',
      [credentials('Atlas'), credentials('manager')],
      { credentials: ['Atlas', 'manager'] },
    ],
    [
      'an error by what it tells of itself, and by its message where that is nothing',
      [told, file, credentials('Atlas')],
      {
        problems: [
          { input: 'a', problem: 'wrong', message: 'a.' },
          { problem: 'wrong', message: 'No such file.' },
        ],
        credentials: ['Atlas'],
      },
    ],
  ])('is told to whoever scripts: %s', async (_, all, data) => {
    expect((await refused(all)).data).toEqual(data);
  });
});

it('a title that is a question ends by itself', () => {
  expect([noCity.line, missingInput('password', password).line]).toEqual([
    'city: City. Give --city or X_CITY.',
    'password: Which password? Give X_PASSWORD.',
  ]);
});
