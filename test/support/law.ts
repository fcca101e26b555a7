import { expect, it } from 'vitest';
import { lawRuns } from './law-effort.ts';

/** How often a law was tried, and how often it did not hold; the reporter adds them up (`law-reporter.ts`). */
export interface LawCount {
  readonly law: string;
  /** `case` counts towards the law, `mutation` is code broken on purpose, which the law has to notice. */
  readonly kind: 'case' | 'mutation';
  tried: number;
  failed: number;
}

declare module 'vitest' {
  interface TaskMeta {
    law?: LawCount;
  }
}

/** Tries one case and tells whether it held; one that throws is noted with its name. */
export type TryCase = (name: string, holds: () => void | Promise<void>) => Promise<boolean>;

export type Cases = (tryCase: TryCase) => unknown;

const timeout = 300_000 * lawRuns;

/** A test of many cases, which all have to hold. */
export function itHolds(law: string, what: string, cases: Cases): void {
  it(what, { timeout }, async ({ task }) => {
    const count: LawCount = { law, kind: 'case', tried: 0, failed: 0 };
    task.meta.law = count;
    const broken = await brokenAmong(cases, count);
    expect(count.tried).toBeGreaterThan(0);
    // A law that is broken everywhere need not be told a thousand times.
    expect(broken.slice(0, 20)).toEqual([]);
  });
}

/** Proves that the law can fail: among the same cases, with something broken on purpose, one does not hold. No more are tried then. */
export function itNotices(law: string, mutation: string, cases: Cases): void {
  it(`notices ${mutation}`, { timeout }, async ({ task }) => {
    const isNoticed = await noticesAmong(cases);
    task.meta.law = { law, kind: 'mutation', tried: 1, failed: isNoticed ? 0 : 1 };
    expect(isNoticed).toBe(true);
  });
}

/** Ends cases that go on for others. */
class Noticed extends Error {}

async function noticesAmong(cases: Cases): Promise<boolean> {
  const tryCase: TryCase = async (name, holds) => {
    try {
      await holds();
      return true;
    } catch {
      throw new Noticed(name);
    }
  };
  try {
    await cases(tryCase);
    return false;
  } catch (error) {
    if (error instanceof Noticed) return true;
    throw error;
  }
}

async function brokenAmong(cases: Cases, count: LawCount): Promise<string[]> {
  const broken: string[] = [];
  await cases(async (name, holds) => {
    count.tried += 1;
    try {
      await holds();
      return true;
    } catch (error) {
      count.failed += 1;
      broken.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
  });
  return broken;
}
