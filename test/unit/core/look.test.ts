import { describe, expect, it } from 'vitest';
import { createLook } from '../../../src/core/look.ts';

/** A port that counts, and a look at it. */
function looking() {
  let now = 0;
  let asked = 0;
  const look = createLook({ elapsed: () => now });
  const port = look.share(
    {
      color: 'red',
      read: async (of?: unknown) => {
        asked += 1;
        return [of, asked] as const;
      },
      refuse: async () => {
        asked += 1;
        throw new Error(`refused ${asked}`);
      },
      write: async () => {
        asked += 1;
      },
      fail: async () => {
        throw new Error('it may have been carried out');
      },
      tell: () => 'told',
    },
    ['read', 'refuse'],
  );
  return {
    look,
    port,
    later: (ms: number) => {
      now += ms;
    },
  };
}

describe('in one look', () => {
  it('what is asked twice is read once, also side by side', async () => {
    const { port } = looking();
    expect(await Promise.all([port.read('a'), port.read('a')])).toEqual([
      ['a', 1],
      ['a', 1],
    ]);
    expect(await port.read('a')).toEqual(['a', 1]);
  });

  it('other arguments are another question', async () => {
    const { port } = looking();
    await port.read('a');
    expect(await port.read('b')).toEqual(['b', 2]);
    expect(await port.read()).toEqual([undefined, 3]);
    expect(await port.read(undefined)).toEqual([undefined, 4]);
  });

  it('a failure is as good as an answer', async () => {
    const { port } = looking();
    await expect(port.refuse()).rejects.toThrow('refused 1');
    await expect(port.refuse()).rejects.toThrow('refused 1');
  });

  it('what is no function is handed on, and a function that answers at once does so', () => {
    const { port } = looking();
    expect([port.color, port.tell()]).toEqual(['red', 'told']);
  });
});

type Looking = ReturnType<typeof looking>;

describe('a new look begins', () => {
  it.each<[string, (looking: Looking) => unknown]>([
    ['when somebody says so', ({ look }) => look.begin()],
    ['with a change', ({ port }) => port.write()],
    ['with a change that fails', ({ port }) => port.fail().catch(() => {})],
    ['with whatever is not known to only read', ({ port }) => port.tell()],
    ['when what was read is old', ({ later }) => later(30_001)],
  ])('%s', async (_, happens) => {
    const one = looking();
    const [, before] = await one.port.read('a');
    await happens(one);
    const [, after] = await one.port.read('a');
    expect(after).toBeGreaterThan(before);
  });

  it('for what is read while a change is under way as well as for what is read after it', async () => {
    const { look } = looking();
    let end = () => {};
    let asked = 0;
    const port = look.share(
      {
        read: async () => {
          asked += 1;
        },
        write: () =>
          new Promise<void>((resolve) => {
            end = resolve;
          }),
      },
      ['read'],
    );
    await port.read();
    const change = port.write();
    await port.read();
    end();
    await change;
    await port.read();
    expect(asked).toBe(3);
  });

  it('not with time alone that is short', async () => {
    const { port, later } = looking();
    await port.read('a');
    later(30_000);
    expect(await port.read('a')).toEqual(['a', 1]);
  });
});
