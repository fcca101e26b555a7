import { existsSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { RunClock } from '../../src/core/ports.ts';
import { hurriedClock } from '../support/hurried-clock.ts';
import { type Disturb, type Manager, tryJourney, undisturbedRuns } from '../support/journey.ts';
import { itHolds, itNotices, type TryCase } from '../support/law.ts';
import { stride } from '../support/law-effort.ts';

/**
 * The law: `--timeout` ends a command in order, with exit code 8 and a result, whichever request is never answered. A write
 * is on its way until nobody waits for its answer any more; what became of it is told before the time is.
 */
const law = 'time';

describe.each<Manager>(['cloud-manager', 'ops-manager'])('a line that falls silent, with %s', (manager) => {
  itHolds(law, 'ends the command at each request when the time is up, and can be gone on from', (tryCase) =>
    tryEach(tryCase, manager, (clock) => clock),
  );
});

itNotices(law, 'a time that is never up', (tryCase) =>
  tryEach(tryCase, 'cloud-manager', (clock, stop) => ({ ...clock, alarm: (ms) => clock.alarm(ms, stop) })),
);

const hour = 3_600_000;

type Mutate = (clock: RunClock, stop: () => void) => RunClock;

async function tryEach(tryCase: TryCase, manager: Manager, mutate: Mutate): Promise<void> {
  const undisturbed = await undisturbedRuns(manager, manager === 'cloud-manager' ? 'cutover' : 'provision');
  let open = new Set(undisturbed.keys());
  // Fewer with the second manager, where most are the same.
  const every = stride({ 'cloud-manager': 263, 'ops-manager': 349 }[manager]);
  for (let answered = 0; open.size > 0; answered += every) {
    const when = `silent after ${answered} requests`;
    open = await tryJourney(tryCase, {
      manager,
      undisturbed,
      open,
      when,
      disturb: silentAfter(tryCase, answered, mutate),
    });
  }
}

/** Runs the command on a line that falls silent once so many requests are answered; its time is up at that moment. */
function silentAfter(tryCase: TryCase, most: number, mutate: Mutate): Disturb {
  return async (journey, [name, ...flags]) => {
    const controller = new AbortController();
    const alarms: (() => void)[] = [];
    const line = startLine(most, () => {
      for (const ring of alarms) ring();
    });
    const urls = {
      LIVEMIG_ATLAS_URL: await line.leadTo(journey.sandbox.atlasUrl),
      LIVEMIG_MANAGER_URL: await line.leadTo(journey.sandbox.managerUrl),
    };
    const clock = mutate({ ...hurriedClock(), alarm: (ms, ring) => void (ms === hour && alarms.push(ring)) }, () =>
      controller.abort(),
    );
    const { result } = await journey.run([name, ...flags, '--timeout', '1h'], {
      env: { ...journey.env, LIVEMIG_POLL_INTERVAL: '2s', ...urls },
      clock,
      signal: controller.signal,
      timeoutMs: 200,
    });
    const silent = line.silentAt();
    await line.end();
    if (result.error === null) return 0;
    const ended = [result.exitCode, result.error.code];
    const isLocked = existsSync(join(journey.directory, 'lock'));
    await tryCase(`${name} ends, silent after ${most} requests`, () => {
      expect(silent === 'GET' ? [inTime] : [inTime, unknown(1), unknown(5)]).toContainEqual(ended);
      expect(isLocked).toBe(false);
    });
    return 1;
  };
}

const inTime = [8, 'STILL_IN_PROGRESS'];
const unknown = (exitCode: number) => [exitCode, expect.stringMatching(/^(API_CONNECTION_LOST|.*_OUTCOME_UNKNOWN)$/)];

/** Roads to servers, on which nothing is answered any more when so many requests have been, on any of them. */
function startLine(most: number, onSilence: () => void) {
  const roads: Server[] = [];
  let [asked, silentAt] = [0, ''];
  const passOn = (to: string) =>
    createServer((incoming, outgoing) => {
      const { method = '', url = '/', headers } = incoming;
      asked += 1;
      if (asked > most) {
        silentAt ||= method;
        onSilence();
        return;
      }
      const onward = request(new URL(url, to), { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      incoming.pipe(onward);
    });
  return {
    silentAt: () => silentAt,
    leadTo: async (to: string): Promise<string> => {
      const road = passOn(to);
      await new Promise<void>((resolve) => road.listen(0, '127.0.0.1', resolve));
      const address = road.address();
      roads.push(road);
      return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
    },
    end: async () => {
      for (const road of roads) road.closeAllConnections();
      await Promise.all(roads.map((road) => new Promise((resolve) => road.close(resolve))));
    },
  };
}
