import { describe, expect, it } from 'vitest';
import type { ExecutableEnd, ExecutableRun } from '../../../src/core/executable.ts';
import { Notification } from '../../../src/core/following/notification.ts';
import { createCommandRecipient } from '../../../src/tell/command-recipient.ts';
import { happening } from './teller-scene.ts';

function commandThat(end: ExecutableEnd, file = './tell') {
  const runs: ExecutableRun[] = [];
  const run = async (one: ExecutableRun) => {
    runs.push(one);
    return end;
  };
  const seen = () => ({ lagSeconds: 2 });
  return {
    runs,
    recipient: createCommandRecipient({ file, run, env: { PATH: '/bin', KEY: 'x' }, withheld: ['KEY'], seen }),
  };
}

describe('a command that is told', () => {
  it('gets the notification as its input, and what is known as its environment', async () => {
    const { runs, recipient } = commandThat({ how: 'exited', code: 0, output: '' });
    expect(await recipient.tell(happening('m/ready'))).toEqual({ isTold: true });
    expect(runs).toEqual([
      {
        ...{ file: './tell', timeoutMs: 60_000, input: expect.stringMatching(/^\{.*\}\n$/) },
        env: {
          ...{ PATH: '/bin', LIVEMIG_EVENT: 'ready', LIVEMIG_EVENT_ID: 'm/ready' },
          ...{ LIVEMIG_MIGRATION_ID: 'm', LIVEMIG_LAG_SECONDS: '2' },
        },
      },
    ]);
    expect(Notification.parse(JSON.parse(runs[0]?.input ?? ''))).toMatchObject({ id: 'm/ready', event: 'ready' });
  });

  it.each<[ExecutableEnd, string]>([
    [
      { how: 'exited', code: 2, output: 'no\u001B[31m pager\n' },
      'ended with exit code 2 (it said last: no\uFFFD[31m pager)',
    ],
    [{ how: 'timed-out', output: '' }, 'was stopped after its 60 s'],
    [{ how: 'killed', why: 'SIGKILL', output: '' }, 'was ended by SIGKILL'],
    [{ how: 'not-started', why: 'spawn EAGAIN', output: '' }, 'could not be started: spawn EAGAIN'],
  ])('was perhaps not: %j', async (end, words) => {
    const { recipient } = commandThat(end);
    expect(await recipient.tell(happening('1'))).toEqual({
      ...{ isTold: false, isRefused: false, why: `The command ./tell ${words}.` },
    });
  });

  it('has a key of its own, the same in each run', () => {
    const end = { how: 'timed-out', output: '' } as const;
    const keyOf = (file: string) => commandThat(end, file).recipient.key;
    expect(keyOf('./a')).toMatch(/^command:[0-9a-f]{12}$/);
    const [first, again, other] = ['./a', './a', './b'].map(keyOf);
    expect([first === again, first === other]).toEqual([true, false]);
  });
});
