import { createServer, request, type Server } from 'node:http';
import { describe, expect } from 'vitest';
import { hurriedClock } from '../support/hurried-clock.ts';
import { type Disturb, type Manager, tryJourney, undisturbedRuns } from '../support/journey.ts';
import { itHolds } from '../support/law.ts';
import { stride } from '../support/law-effort.ts';

/** The law for an answer that nobody gives: from some request on, every connection is refused. */
describe.each<Manager>(['cloud-manager', 'ops-manager'])('a network that goes away, with %s', (manager) => {
  itHolds('answers', 'ends the command in order after each request, and can be gone on from', async (tryCase) => {
    const undisturbed = await undisturbedRuns(manager, manager === 'cloud-manager' ? 'cutover' : 'provision');
    let open = new Set(undisturbed.keys());
    // Fewer with the second manager, where most are the same.
    const every = stride({ 'cloud-manager': 131, 'ops-manager': 199 }[manager]);
    for (let answered = 0; open.size > 0; answered += every) {
      const when = `after ${answered} requests`;
      open = await tryJourney(tryCase, { manager, undisturbed, open, when, disturb: cutOffAfter(answered) });
    }
  });
});

/** Runs the command through a network that goes away once so many requests are answered. */
function cutOffAfter(most: number): Disturb {
  return async (journey, command) => {
    const network = startNetwork(most);
    const urls = {
      LIVEMIG_ATLAS_URL: await network.leadTo(journey.sandbox.atlasUrl),
      LIVEMIG_MANAGER_URL: await network.leadTo(journey.sandbox.managerUrl),
    };
    const env = { ...journey.env, LIVEMIG_POLL_INTERVAL: '1h', ...urls };
    const { result } = await journey.run(command, { env, clock: hurriedClock() });
    const wasCutOff = network.isGone();
    await network.end();
    if (result.error === null) return 0;
    expect(wasCutOff).toBe(true);
    expect([1, 5]).toContain(result.exitCode);
    expect([result.error.message, result.error.fix].join()).toMatch(/\w{3}.*,.*\w{3}/s);
    return 1;
  };
}

/** Roads to servers, all of which end at once when so many requests have been answered on any of them. */
function startNetwork(most: number) {
  const roads: Server[] = [];
  let answered = 0;
  const isGone = () => answered >= most;
  const close = async () => {
    const closed = roads.map((road) => new Promise((resolve) => road.close(resolve)));
    for (const road of roads) road.closeAllConnections();
    await Promise.all(closed);
  };
  const passOn = (to: string) =>
    createServer((incoming, outgoing) => {
      const { method, url = '/', headers } = incoming;
      const onward = request(new URL(url, to), { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing).once('close', () => {
          answered += 1;
          if (isGone()) void close();
        });
      });
      incoming.pipe(onward);
    });
  return {
    isGone,
    leadTo: async (to: string): Promise<string> => {
      const road = passOn(to);
      await new Promise<void>((resolve) => road.listen(0, '127.0.0.1', resolve));
      const address = road.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      roads.push(road);
      if (isGone()) await new Promise((resolve) => road.close(resolve));
      return `http://127.0.0.1:${port}`;
    },
    end: close,
  };
}
