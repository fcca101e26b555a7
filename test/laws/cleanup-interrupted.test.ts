import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { cleanupStep } from '../../src/core/cleanup/made-here.ts';
import { createInterrupter, reasons } from '../support/interruption-law.ts';
import { type Journey, startLawJourney, stepsIn } from '../support/journey.ts';
import { itHolds, itNotices, type TryCase } from '../support/law.ts';
import { stride } from '../support/law-effort.ts';
import type { PortsOptions } from '../support/test-ports.ts';

/** The law: a cleanup that is interrupted at any request can be run again, and sends each removal once. */
const law = 'cleanup';

const everything = ['cleanup', '--confirm', 'Billing0', '--include', 'agent-key', '--include', 'link'];

const removalsIn = ({ sandbox }: Journey) =>
  sandbox
    .requests()
    .flatMap(({ method, path }) => (method === 'DELETE' ? [path.replaceAll(/[0-9a-f]{24}/g, 'ID')] : []));

const removals = ({ directory }: Journey) =>
  Object.entries(stepsIn(directory)).filter(([id]) => id.startsWith(cleanupStep));

itHolds(law, 'stops at any request, can be run again, and removes nothing twice', (tryCase) => interruptEach(tryCase));

itNotices(law, 'a lock that is not given back', (tryCase) =>
  interruptEach(tryCase, { mutate: (files) => ({ ...files, lock: { ...files.lock, release: async () => {} } }) }),
);

async function interruptEach(tryCase: TryCase, broken: Partial<PortsOptions> = {}): Promise<void> {
  const interrupter = createInterrupter();
  const journey = await startLawJourney('cloud-manager', undefined, {
    faults: ['migration=fails-initializing'],
    onRequest: interrupter.onRequest,
  });
  try {
    for (const command of ['link', 'provision', 'start']) await journey.run([command]);
    const each = stride(3);
    for (let moment = 1; ; moment += each) {
      const reason = reasons[moment % 2 === 1 ? 0 : 1];
      const before = new Map(removals(journey));
      const { result } = await journey.run(everything, { ...broken, signal: interrupter.arm(moment, reason) });
      if (result.exitCode === 0) break;
      const holds = await tryCase(`at request ${moment}`, async () => {
        expect(result).toMatchObject({
          exitCode: reason.exitCode,
          status: 'interrupted',
          error: { kind: reason.kind },
        });
        expect(result.next[0]?.command).toMatch(/^livemig cleanup .*--include agent-key --include link/);
        const ended = removals(journey).filter(([id, state]) => state === 'done' && before.get(id) !== 'done');
        const saysSo = result.error?.message.includes('Removed: ');
        if (ended.length === 0) expect(saysSo).toBe(false);
        // What an earlier run was cut off from may have been found gone before this one began to remove.
        if (ended.some(([id]) => before.get(id) === undefined)) expect(saysSo).toBe(true);
        expect(existsSync(join(journey.directory, 'lock'))).toBe(false);
        expect(Object.values(stepsIn(journey.directory)).filter((state) => state === 'started')).toEqual([]);
      });
      if (!holds) break;
    }
    interrupter.disarm();
    await tryCase('afterwards', async () => {
      expect((await journey.run(everything)).result).toMatchObject({ error: null, data: { changed: false } });
      const sent = removalsIn(journey);
      expect(sent).toHaveLength(4);
      expect(new Set(sent).size).toBe(4);
    });
  } finally {
    await journey.close();
  }
}
