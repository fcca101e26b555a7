import { describe, expect, it } from 'vitest';
import { deletableKeys } from '../../../src/stages/provision/deletable-keys.ts';

const description = 'livemig mig01.corp.example 2026-01-18T14:00:00.000Z';
const key = (id: string, desc: string | null) => ({
  id,
  desc,
  createdBy: 'PUBLIC_API',
  createdTime: 1_768_744_800_000,
});
const own = [key('1', description), key('2', description)];
const foreign = [
  key('3', 'livemig mig01.corp.example 2026-01-17T09:00:00.000Z'),
  key('4', 'livemig mig01.corp.example'),
  key('5', `${description} of somebody`),
  key('6', description.toUpperCase()),
  key('7', ''),
  key('8', null),
];

describe('deletableKeys', () => {
  it.each([
    ['those of this migration whose value is lost', own, false, ['1', '2']],
    ['no key of anybody else', foreign, false, []],
    ['only its own among others', [...foreign, ...own], false, ['1', '2']],
    ['none as soon as one of them may be in use', own, true, []],
  ])('deletes %s', (_, keys, mayBeInUse, deleted) => {
    expect(deletableKeys(keys, { description, mayBeInUse }).map(({ id }) => id)).toEqual(deleted);
  });
});
