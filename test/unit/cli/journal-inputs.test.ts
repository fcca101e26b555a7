import { describe, expect, it } from 'vitest';
import { newInputs, refuseOtherTargets } from '../../../src/cli/journal-inputs.ts';
import { done, emptyJournal, withInputs } from '../../../src/core/journal.ts';
import type { Answers } from '../../../src/engine/answers.ts';

const now = new Date('2026-01-31T12:00:00Z');

function provisioned(migrationHost: string) {
  return withInputs(done(emptyJournal(now), 'provision.see-host', {}, now), { migrationHost, agent: 'script' });
}

const typed = (migrationHost: string): Answers => ({
  migrationHost: { raw: migrationHost, origin: { flag: '--migration-host' } },
});

describe('another way to write the host of this migration', () => {
  it.each([
    ['MIG01', 'mig01.corp.example'],
    ['mig01.corp.example', 'mig01'],
    ['mig01.corp.example', 'MIG01.Corp.Example'],
    ['mig01.corp.example', 'mig01.corp.example.'],
  ])('is no other target, and changes nothing in the journal: %s, then %s', (before, now) => {
    const journal = provisioned(before);
    expect(() => refuseOtherTargets(typed(now), journal)).not.toThrow();
    expect(newInputs(typed(now), journal)).toEqual({});
  });

  it.each([
    ['mig01.corp.example', 'mig02.corp.example'],
    ['mig01.corp.example', 'mig01.other.example'],
    ['mig01', 'mig02'],
  ])('is not the name of another host: %s, then %s', (before, now) => {
    expect(() => refuseOtherTargets(typed(now), provisioned(before))).toThrow('other targets');
  });
});
