import { describe, expect, it } from 'vitest';
import type { AuditEntry, RecordedLine } from '../../../src/core/audit.ts';
import type { ExecutableEnd, ExecutableRun } from '../../../src/core/executable.ts';
import type { Hook, HookName } from '../../../src/core/hooks/hook.ts';
import type { AuditLog } from '../../../src/core/ports.ts';
import { createHookRunner, settleHooks } from '../../../src/tell/hook-runner.ts';
import { caught } from '../../support/caught.ts';

const writer = { time: '2026-01-18T12:00:00.000Z', user: 'u', host: 'h', pid: 1 };
const well: ExecutableEnd = { how: 'exited', code: 0, output: '' };
const badly: ExecutableEnd = { how: 'exited', code: 3, output: 'no room\n' };
const never = () => new Promise<never>(() => {});

function auditInMemory(): AuditLog & { readonly entries: AuditEntry[] } {
  const entries: AuditEntry[] = [];
  const recorded = (entry: AuditEntry, index: number): RecordedLine => {
    return { entry: { ...writer, ...entry }, line: index + 1, chain: 'chained', hash: `${index}` };
  };
  return { entries, append: async (entry) => void entries.push(entry), read: async () => entries.map(recorded) };
}

const hook = (name: HookName, isRepeatable = false): Hook => ({ name, file: `hooks/${name}`, isRepeatable });

interface Scene {
  readonly audit?: ReturnType<typeof auditInMemory>;
  readonly hooks?: readonly Hook[];
  readonly signal?: AbortSignal;
  run?(run: ExecutableRun): Promise<ExecutableEnd>;
}

function scene({ audit = auditInMemory(), hooks = all, signal = new AbortController().signal, run }: Scene = {}) {
  const [ran, warnings]: [string[], string[]] = [[], []];
  const runner = createHookRunner({
    ...{ hooks, audit, signal, timeoutMs: 60_000, env: { PATH: '/bin', KEY: 'secret' }, withheld: ['KEY'] },
    run: async (one) => {
      ran.push(`${one.file} ${JSON.stringify(one.env)}`);
      return run === undefined ? well : run(one);
    },
    seen: () => ({ lagSeconds: 2 }),
    warn: (message) => void warnings.push(message),
  });
  return { runner, ran, warnings, audit };
}

const all = [hook('on-ready'), hook('before-cutover'), hook('on-deadline', true)];
const started = (name: HookName, occasion = '1') => ({ kind: 'hook-started', hook: name, occasion }) as const;

describe('a hook', () => {
  it('is in the audit before it begins, and how it ended behind it', async () => {
    const audit = auditInMemory();
    const seenAtStart: AuditEntry[][] = [];
    const { runner, ran } = scene({
      audit,
      run: async () => {
        seenAtStart.push([...audit.entries]);
        return { ...well, output: 'hello\n' };
      },
    });
    await runner.run('on-ready', '1');
    expect(seenAtStart).toEqual([[started('on-ready')]]);
    expect(audit.entries[1]).toEqual({
      ...{ kind: 'hook-ended', hook: 'on-ready', occasion: '1' },
      end: { how: 'exited', code: 0, output: 'hello\n' },
    });
    expect(ran).toEqual([
      'hooks/on-ready {"PATH":"/bin","LIVEMIG_EVENT":"on-ready","LIVEMIG_EVENT_ID":"1","LIVEMIG_LAG_SECONDS":"2"}',
    ]);
  });

  it('runs once on each occasion, also in another run, and not at all where there is none', async () => {
    const { runner, ran, audit } = scene();
    for (const occasion of ['1', '1', '2']) await runner.run('on-ready', occasion);
    await runner.run('on-stalled', '1');
    const next = scene({ audit });
    await next.runner.run('on-ready', '2');
    expect([ran.length, next.ran.length]).toEqual([2, 0]);
  });

  it('begins once those before have ended', async () => {
    const order: string[] = [];
    const { runner } = scene({
      run: async ({ file }) => {
        order.push(`${file} begins`);
        await new Promise((resolve) => setImmediate(resolve));
        order.push(`${file} ends`);
        return well;
      },
    });
    await Promise.all([runner.run('on-ready', '1'), runner.run('before-cutover', '1')]);
    expect(order.map((line) => line.replace('hooks/', ''))).toEqual([
      ...['on-ready begins', 'on-ready ends', 'before-cutover begins', 'before-cutover ends'],
    ]);
  });

  it('that fails and stops nothing is warned of, and not run again', async () => {
    const { runner, ran, warnings } = scene({ run: async () => badly });
    await runner.run('on-ready', '1');
    await runner.run('on-ready', '1');
    expect([ran.length, warnings]).toEqual([
      1,
      ['The hook on-ready ended with exit code 3 (it said last: no room). What it said is in the audit.'],
    ]);
  });

  it('that the cutover waits for stops it by failing, and is run again by the next attempt', async () => {
    const ends = [badly, well];
    const { runner, ran } = scene({ run: async () => ends.shift() ?? badly });
    expect(await caught(runner.run('before-cutover', '1'))).toMatchObject({
      ...{ kind: 'blocked', code: 'HOOK_FAILED' },
      message: 'The hook before-cutover ended with exit code 3 (it said last: no room). The cutover was not requested.',
    });
    await runner.run('before-cutover', '1');
    await runner.run('before-cutover', '1');
    expect(ran).toHaveLength(2);
  });

  it('that was stopped with the run says why the run ended', async () => {
    const controller = new AbortController();
    const reason = new Error('Ctrl-C');
    const { runner, audit } = scene({
      signal: controller.signal,
      run: async () => {
        controller.abort(reason);
        return { how: 'stopped', output: '' };
      },
    });
    await expect(runner.run('on-ready', '1')).rejects.toBe(reason);
    expect(audit.entries).toHaveLength(2);
  });

  it('that cannot be recorded is not run', async () => {
    const full = new Error('the disk is full');
    const { runner, ran } = scene({ audit: { ...auditInMemory(), append: () => Promise.reject(full) } });
    await expect(runner.run('on-ready', '1')).rejects.toBe(full);
    expect(ran).toEqual([]);
  });
});

describe('a hook during which the run was killed', () => {
  it.each(['on-ready', 'before-cutover'] as const)('is not run again unasked: %s', async (name) => {
    const dead = scene({ run: never });
    void dead.runner.run(name, '1');
    await expect.poll(() => dead.ran.length).toBe(1);
    const { audit } = dead;
    const { runner, ran } = scene({ audit });
    for (const work of [runner.run(name, '1'), settleHooks(all, audit, {})])
      expect(await caught(work)).toMatchObject({
        ...{ kind: 'outcome-unknown', code: 'HOOK_OUTCOME_UNKNOWN', message: expect.stringContaining(name) },
        fix: expect.stringContaining(`--settle-hook ${name}=done`),
      });
    expect(ran).toEqual([]);
  });

  it.each([
    ['done', 0],
    ['again', 1],
  ] as const)('is taken as a person says it is: %s', async (as, times) => {
    const audit = auditInMemory();
    await audit.append(started('before-cutover'));
    await settleHooks(all, audit, { 'before-cutover': as });
    const { runner, ran } = scene({ audit });
    await runner.run('before-cutover', '1');
    expect([ran.length, audit.entries[1]]).toEqual([
      times,
      { kind: 'hook-settled', hook: 'before-cutover', occasion: '1', as },
    ]);
  });

  it('is run again where its file says that it may be', async () => {
    const audit = auditInMemory();
    await audit.append(started('on-deadline'));
    await settleHooks(all, audit, {});
    const { runner, ran } = scene({ audit });
    await runner.run('on-deadline', '1');
    expect(ran).toHaveLength(1);
  });

  it('is of no concern to a run without it', async () => {
    const audit = auditInMemory();
    await audit.append(started('on-stalled'));
    await expect(settleHooks(all, audit, {})).resolves.toBeUndefined();
  });

  it('is settled with all the others, or none of them is', async () => {
    const audit = auditInMemory();
    for (const name of ['on-ready', 'before-cutover'] as const) await audit.append(started(name));
    await caught(settleHooks(all, audit, { 'on-ready': 'done' }));
    expect(audit.entries).toHaveLength(2);
  });
});
