import { describe, expect, it } from 'vitest';
import { LivemigError } from '../../../src/core/errors.ts';
import { outboxOf } from '../../../src/core/following/outbox.ts';
import type { Recipient } from '../../../src/core/following/recipient.ts';
import type { OutboxStore } from '../../../src/core/ports.ts';
import { openTeller } from '../../../src/tell/open-teller.ts';
import { createDisk, happening, recipientThat, refused, settled, standingClock, unreachable } from './teller-scene.ts';

async function opened(recipients: readonly Recipient[], store: OutboxStore = createDisk()) {
  const warnings: string[] = [];
  const clock = standingClock();
  const teller = await openTeller({ store, recipients, clock, warn: (message) => void warnings.push(message) });
  return { teller, warnings, clock, store };
}

const idsOf = ({ got }: { readonly got: readonly { readonly id: string }[] }) => got.map(({ id }) => id);
const never = new Promise<never>(() => {});

describe('whoever is to be told', () => {
  it('is told once of each, however often it is handed over', async () => {
    const [one, other] = [recipientThat('a'), recipientThat('b')];
    const { teller, store } = await opened([one, other]);
    await Promise.all([teller.happened(happening('1')), teller.happened(happening('1'))]);
    await teller.happened(happening('2'));
    await teller.end(10_000);
    const { teller: next } = await opened([one, other], store);
    await next.happened(happening('2'));
    await next.end(10_000);
    expect([idsOf(one), idsOf(other)]).toEqual([
      ['1', '2'],
      ['1', '2'],
    ]);
  });

  it('is told by a later run of what an earlier one owes, and then owed nothing', async () => {
    const disk = createDisk();
    disk.lines.push({ kind: 'owed', happening: happening('1'), to: ['a'] });
    const one = recipientThat('a');
    const { teller } = await opened([one], disk);
    await teller.end(10_000);
    expect([idsOf(one), outboxOf(disk.lines).owed]).toEqual([['1'], []]);
  });

  it('is on disk before anybody is told', async () => {
    const disk = createDisk();
    const seen: unknown[] = [];
    const recipient: Recipient = {
      ...{ key: 'a', name: 'the webhook a' },
      tell: async ({ id }) => {
        seen.push(
          outboxOf(disk.lines).owed.map((debt) => debt.happening.id),
          id,
        );
        return { isTold: true };
      },
    };
    const { teller } = await opened([recipient], disk);
    await teller.happened(happening('1'));
    await teller.end(10_000);
    expect(seen).toEqual([['1'], '1']);
  });

  it('is tried again until they are told, and warned of once for each reason', async () => {
    const answers = ['gone', 'gone', 'away', 'gone'].map((why) => unreachable(`The webhook is ${why}.`));
    const one = recipientThat('a', ...answers);
    const { teller, warnings, clock } = await opened([one]);
    await teller.happened(happening('1'));
    const pauses = [];
    for (let tried = 1; tried <= 4; tried += 1) {
      await settled();
      expect(one.got).toHaveLength(tried);
      const [pause = 0] = clock.naps();
      pauses.push(pause);
      clock.forward(pause - 1);
      await settled();
      expect(one.got).toHaveLength(tried);
      clock.forward(1);
    }
    await settled();
    expect([idsOf(one), pauses, clock.naps()]).toEqual([['1', '1', '1', '1', '1'], [3750, 7500, 15_000, 30_000], []]);
    expect(warnings).toEqual([
      'The webhook is gone. It is tried again until it answers, and the run goes on.',
      'The webhook is away. It is tried again until it answers, and the run goes on.',
    ]);
  });

  it('is tried again slowly where they refuse, and holds up neither other things nor others', async () => {
    const [one, other] = [recipientThat('a', refused('The webhook answered 404.')), recipientThat('b')];
    const { teller, warnings, clock } = await opened([one, other]);
    for (const id of ['1', '2']) await teller.happened(happening(id));
    await settled();
    expect([idsOf(one), idsOf(other), clock.naps()]).toEqual([['1', '2'], ['1', '2'], [675_000]]);
    clock.forward(675_000);
    await settled();
    expect([idsOf(one), clock.naps()]).toEqual([['1', '2', '1'], []]);
    expect(warnings).toEqual([
      'The webhook answered 404. It is tried again every quarter of an hour, and the run goes on.',
    ]);
  });

  it('does not keep the run waiting by never answering', async () => {
    const deaf: Recipient = { key: 'a', name: 'the webhook a', tell: () => never };
    const { teller, warnings, clock, store } = await opened([deaf]);
    await teller.happened(happening('1'));
    const end = teller.end(10_000);
    clock.forward(10_000);
    await end;
    expect(warnings).toEqual([
      'One notification has not reached the webhook a. The next run with the same recipient tells of it.',
    ]);
    const one = recipientThat('a');
    await (await opened([one], store)).teller.end(10_000);
    expect(idsOf(one)).toEqual(['1']);
  });

  it('is tried once more at the end of the run, and then left to the next', async () => {
    const gone = unreachable('The webhook is gone.');
    const disk = createDisk();
    const one = recipientThat('a', ...Array.from({ length: 2 }, () => gone));
    const { teller } = await opened([one], disk);
    await teller.happened(happening('1'));
    await settled();
    expect(idsOf(one)).toEqual(['1']);
    await teller.end(10_000);
    expect([idsOf(one), outboxOf(disk.lines).owed.length]).toEqual([['1', '1'], 1]);
  });

  it('is named where this run was not given them', async () => {
    const disk = createDisk();
    for (const id of ['1', '2'])
      disk.lines.push({ kind: 'owed', happening: happening(id), to: ['webhook:a.example:1'] });
    const { warnings } = await opened([], disk);
    expect(warnings).toEqual([
      '2 notifications have not reached webhook:a.example:1, which this run was not told of. A run that is given it again tells it.',
    ]);
  });

  it('is told even where nothing can be kept, with a warning', async () => {
    const full = new LivemigError({ kind: 'state-file', code: 'OUTBOX_NOT_USABLE', message: 'Full.', fix: 'Free it.' });
    const store = { load: async () => [], append: () => Promise.reject(full) };
    const one = recipientThat('a');
    const { teller, warnings } = await opened([one], store);
    await teller.happened(happening('1'));
    await teller.happened(happening('1'));
    await teller.end(10_000);
    expect([idsOf(one), warnings[0]]).toEqual([['1'], expect.stringMatching(/^Full\. .* Free it\.$/)]);
  });

  it('gets no message without an end', async () => {
    const one = recipientThat('a');
    const { teller } = await opened([one]);
    await teller.happened({ ...happening('1'), message: 'x'.repeat(100_000) });
    await teller.end(10_000);
    expect(one.got[0]?.message).toHaveLength(2000);
  });
});
