import { expect, it } from 'vitest';
import type { AuditEntry } from '../../../src/core/audit.ts';
import { LivemigError } from '../../../src/core/errors.ts';
import type { Hook, HookName } from '../../../src/core/hooks/hook.ts';
import { createHookRunner, settleHooks } from '../../../src/tell/hook-runner.ts';
import { settled } from './teller-scene.ts';

const names: readonly HookName[] = ['on-ready', 'before-cutover', 'after-cutover'];
const present: readonly Hook[] = names.map((name) => ({ name, file: name, isRepeatable: false }));
const writer = { time: '2026-01-18T12:00:00.000Z', user: 'u', host: 'h', pid: 1 };

/** An audit and what was begun and ended outside, in which one run after the other may die. */
function createWorld() {
  const entries: AuditEntry[] = [];
  const [begun, ended]: [string[], string[]] = [[], []];
  const live = async (diesAt: number, isSettled: boolean) => {
    let moments = 0;
    const moment = async () => {
      moments += 1;
      if (moments >= diesAt) await new Promise<never>(() => {});
    };
    const audit = {
      append: async (entry: AuditEntry) => {
        await moment();
        entries.push(entry);
        await moment();
      },
      read: async () =>
        entries.map((entry, index) => ({
          ...{ entry: { ...writer, ...entry }, line: index + 1, chain: 'chained' as const, hash: `${index}` },
        })),
    };
    const runner = createHookRunner({
      ...{ hooks: present, audit, timeoutMs: 1000, env: {}, withheld: [], signal: new AbortController().signal },
      run: async ({ file }) => {
        begun.push(file);
        await moment();
        ended.push(file);
        await moment();
        return { how: 'exited', code: 0, output: '' };
      },
      seen: () => ({}),
      warn: () => {},
    });
    const work = async () => {
      await settleHooks(
        present,
        audit,
        isSettled ? { 'on-ready': 'done', 'before-cutover': 'done', 'after-cutover': 'done' } : {},
      );
      for (const name of names) await runner.run(name, 'the attempt');
      return 'ended';
    };
    const outcome = work().catch((error: unknown) =>
      error instanceof LivemigError ? error.code : Promise.reject(error),
    );
    return { outcome: await Promise.race([outcome, dead(() => moments >= diesAt)]), moments };
  };
  return { live, begun, ended };
}

async function dead(holds: () => boolean): Promise<'dead'> {
  while (!holds()) await settled();
  return 'dead';
}

it('no hook runs twice unasked, and none is left out, whenever a run dies', async () => {
  const undisturbed = createWorld();
  const whole = await undisturbed.live(Number.POSITIVE_INFINITY, false);
  // Its beginning is put down, it runs, and its end is put down; each has two moments.
  expect([whole, undisturbed.ended]).toEqual([{ outcome: 'ended', moments: 3 * 6 }, names]);
  const outcomes = new Set<unknown>();
  for (let diesAt = 1; diesAt <= whole.moments; diesAt += 1) {
    const world = createWorld();
    expect((await world.live(diesAt, false)).outcome).toBe('dead');
    const { outcome } = await world.live(Number.POSITIVE_INFINITY, false);
    outcomes.add(outcome);
    expect(world.begun.length).toBe(new Set(world.begun).size);
    if (outcome === 'ended') expect(world.ended).toEqual(names);
    else expect(outcome).toBe('HOOK_OUTCOME_UNKNOWN');
    // A person says that it has done its work, and everything else goes on.
    expect((await world.live(Number.POSITIVE_INFINITY, true)).outcome).toBe('ended');
    expect(world.begun.length).toBe(new Set(world.begun).size);
  }
  expect(outcomes).toEqual(new Set(['ended', 'HOOK_OUTCOME_UNKNOWN']));
});
