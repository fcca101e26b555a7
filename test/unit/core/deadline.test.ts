import { describe, expect, it } from 'vitest';
import { isTimeUp, leftRunning, signalOfRun } from '../../../src/core/deadline.ts';
import { LivemigError } from '../../../src/core/errors.ts';
import { untilAborted } from '../../../src/core/until-aborted.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const stopped = new LivemigError({ kind: 'interrupted', code: 'INTERRUPTED', message: 'Stopped.', fix: 'Again.' });

describe('the signal of a run', () => {
  it('is the one that stops it, where there is no time limit', () => {
    const { signal } = new AbortController();
    expect(signalOfRun(signal, undefined, fakeClock())).toBe(signal);
  });

  it('ends the run as pending when the time is up, and not before', async () => {
    const clock = fakeClock();
    const signal = signalOfRun(new AbortController().signal, 5_000, clock);
    await clock.sleep(4_999);
    expect([signal.aborted, isTimeUp(signal)]).toEqual([false, false]);
    await clock.sleep(1);
    expect([signal.aborted, isTimeUp(signal)]).toEqual([true, true]);
    expect(signal.reason).toMatchObject({ kind: 'pending', code: 'STILL_IN_PROGRESS' });
  });

  it.each(['before', 'after'])('is ended by a person %s it was made, with their reason', async (when) => {
    const stop = new AbortController();
    if (when === 'before') stop.abort(stopped);
    const clock = fakeClock();
    const signal = signalOfRun(stop.signal, 5_000, clock);
    if (when === 'after') stop.abort(stopped);
    expect([signal.reason, isTimeUp(signal)]).toEqual([stopped, false]);
    await clock.sleep(5_000);
    expect(signal.reason).toBe(stopped);
  });

  it('is no time that is up where a person leaves what goes on', () => {
    const reason = leftRunning('It goes on.');
    expect(reason).toMatchObject({
      kind: 'pending',
      code: 'LEFT_RUNNING',
      message: 'You left. It goes on.',
      left: true,
    });
    expect(isTimeUp(AbortSignal.abort(reason))).toBe(false);
  });

  it.each([
    ['no LivemigError', new Error('pending')],
    ['text', 'pending'],
  ])('%s is no time that is up', (_, reason) => {
    expect(isTimeUp(AbortSignal.abort(reason))).toBe(false);
  });
});

describe('work that cannot be told to end', () => {
  const never = new Promise<string>(() => {});

  it('comes to what it comes to', async () => {
    const { signal } = new AbortController();
    expect(await untilAborted(signal, Promise.resolve('read'))).toBe('read');
    await expect(untilAborted(signal, Promise.reject(stopped))).rejects.toBe(stopped);
  });

  it('is left to itself once the signal is aborted, or was before', async () => {
    const stop = new AbortController();
    const work = untilAborted(stop.signal, never);
    stop.abort(stopped);
    await expect(work).rejects.toBe(stopped);
    await expect(untilAborted(stop.signal, never)).rejects.toBe(stopped);
  });
});
