import { describe, expect, it } from 'vitest';
import { plainStyle } from '../support/styled-lines.ts';
import { textOf } from './draw-picture.ts';
import { steady } from './steady.ts';

describe('what differs from run to run', () => {
  it.each([
    { shown: ['⠧', ' Copy and follow', ' ', '(1m 2s)'], steady: '⠹ Copy and follow' },
    { shown: ['⠧', ' Copy and follow'], steady: '⠹ Copy and follow' },
    { shown: ['✔', ' Cut over: COMPLETE (12s)'], steady: '✔ Cut over: COMPLETE' },
    { shown: ['migration 0123456789abcdef01234567'], steady: 'migration 6925a3c0f4b2d8e17a90c35f' },
    { shown: ['livemig 1.20.3: live migration'], steady: 'livemig: live migration' },
    {
      shown: ['possible until 2026-12-05 12:00:01 UTC at the earliest'],
      steady: 'possible until 2026-12-04 03:11:52 UTC at the earliest',
    },
    { shown: ['310/s on the source, 1 min 12 s ago'], steady: '310/s on the source, 4 s ago' },
    { shown: ['lag 42 s, ', '(paused) ', 'M40, 7.0.25'], steady: 'lag 42 s, (paused) M40, 7.0.25' },
  ])('$shown is drawn as $steady', ({ shown, steady: wanted }) => {
    const [line = []] = steady([shown.map((text) => ({ text, style: plainStyle }))]);
    expect(textOf(line)).toBe(wanted);
  });
});
