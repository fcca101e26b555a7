import { createServer, request, type Server } from 'node:http';
import { describe, expect } from 'vitest';
import type { RunClock } from '../../src/core/ports.ts';
import { hurriedClock } from '../support/hurried-clock.ts';
import { commands, type Manager, recovers, startLawJourney, undisturbedRuns } from '../support/journey.ts';
import { itHolds, itNotices, type TryCase } from '../support/law.ts';
import { lawRuns, stride } from '../support/law-effort.ts';

/**
 * The law: a journal from another time, because the clock was set back or another machine's goes otherwise, makes nothing
 * be sent twice. What a run had sent when it was cut off is carried out late, and its date is of tomorrow.
 */
const law = 'clocks';

describe.each<Manager>(['cloud-manager', 'ops-manager'])('a journal of tomorrow, with %s', (manager) => {
  itHolds(law, 'makes no write be sent twice that is on its way', (tryCase) =>
    tryEach(tryCase, manager, (clock) => clock),
  );
});

itNotices(law, 'a window that is over at once', (tryCase) =>
  tryEach(tryCase, 'cloud-manager', (clock) => ({ ...clock, elapsed: () => 100_000 * clock.elapsed() })),
);

const day = 86_400_000;

async function tryEach(tryCase: TryCase, manager: Manager, mutate: (clock: RunClock) => RunClock): Promise<void> {
  // From `start` on the steps are the same with both managers.
  const isWhole = manager === 'cloud-manager' || lawRuns > 1;
  const undisturbed = await undisturbedRuns(manager, isWhole ? 'cutover' : 'provision');
  for (let lost = 1, isMore = true; isMore; lost += stride(11)) {
    isMore = false;
    const journey = await startLawJourney(manager);
    const lines: ReturnType<typeof startLine>[] = [];
    const arrive = () => lines.forEach((line) => void line.arrive());
    const later = {
      ...journey,
      run: (line: readonly string[]) => journey.run(line, { clock: mutate(pausing(hurriedClock(), arrive)) }),
    };
    try {
      for (const [name, expected] of undisturbed) {
        const command = commands.find(([other]) => other === name) ?? [name];
        const line = startLine(lost);
        lines.push(line);
        const urls = {
          LIVEMIG_ATLAS_URL: await line.leadTo(journey.sandbox.atlasUrl),
          LIVEMIG_MANAGER_URL: await line.leadTo(journey.sandbox.managerUrl),
        };
        const env = { ...journey.env, LIVEMIG_POLL_INTERVAL: '2s', ...urls };
        const { result } = await journey.run(command, { env, clock: ofTomorrow(hurriedClock()) });
        await line.end();
        if (result.error === null) continue;
        isMore = true;
        if (!(await tryCase(`${name}, write ${lost}`, () => recovers(later, command, expected, 1)))) break;
      }
    } finally {
      await journey.close();
    }
    expect(lost).toBeLessThan(20);
  }
}

function ofTomorrow(clock: RunClock): RunClock {
  return { ...clock, now: () => new Date(clock.now().getTime() + day) };
}

/** What was late arrives while livemig waits for the first time: it has looked once, and seen nothing. */
function pausing(clock: RunClock, arrive: () => void): RunClock {
  const sleep: RunClock['sleep'] = (ms, signal) => {
    arrive();
    return clock.sleep(ms, signal);
  };
  return { ...clock, sleep };
}

/** Roads to servers, on which the answer to one write is lost, and the write itself is on its way until it may arrive. */
function startLine(lost: number) {
  const late: (() => void)[] = [];
  const roads: Server[] = [];
  let writes = 0;
  const passOn = (to: string) =>
    createServer((incoming, outgoing) => {
      const { method, url = '/', headers } = incoming;
      if (method !== 'GET') writes += 1;
      const isLost = method !== 'GET' && writes === lost;
      const body: Buffer[] = [];
      incoming
        .on('data', (bytes: Buffer) => body.push(bytes))
        .once('end', () => {
          const send = () => {
            const onward = request(new URL(url, to), { method, headers }, (answer) => {
              if (isLost) answer.resume();
              else answer.pipe(outgoing.writeHead(answer.statusCode ?? 502, answer.headers));
            });
            onward.end(Buffer.concat(body));
          };
          if (!isLost) return send();
          // What nobody can look up is left to a person, who looks when it has arrived.
          if (/\/liveMigrations$/.test(url)) send();
          else late.push(send);
          incoming.socket.destroy();
        });
    });
  return {
    arrive: () => {
      for (const send of late.splice(0)) send();
    },
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
