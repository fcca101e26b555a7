import { expect, it } from 'vitest';
import { allowHost } from '../../../src/stages/provision/allow-host.ts';
import { connectOrganization } from '../../../src/stages/provision/connect-organization.ts';
import { installAgent } from '../../../src/stages/provision/install-agent.ts';
import { seeHost } from '../../../src/stages/provision/see-host.ts';
import { cutOver } from '../../../src/stages/start/cut-over.ts';
import { synchronize } from '../../../src/stages/start/synchronize.ts';
import { validate } from '../../../src/stages/start/validate.ts';

const [minute, hour] = [60_000, 3_600_000];

it.each([
  [allowHost.id, allowHost, 3 * minute, 15 * minute],
  [connectOrganization.id, connectOrganization, 3 * minute, 15 * minute],
  [installAgent.id, installAgent, 10 * minute, hour],
  [seeHost.id, seeHost, 5 * minute, 30 * minute],
  [validate.id, validate, 5 * minute, 30 * minute],
  [cutOver.id, cutOver, 20 * minute, 24 * hour],
])('%s is waited for as long as its wait may take', (_, { patience }, longAfterMs, limitMs) => {
  expect(patience).toMatchObject({ longAfterMs, limitMs, lookAt: expect.stringMatching(/^(Check|Look|Press) .*\.$/) });
});

it('a copy is waited for as long as it takes', () => {
  expect(synchronize.patience).toBeUndefined();
});
