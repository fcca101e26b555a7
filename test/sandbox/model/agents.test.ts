import { expect, it } from 'vitest';
import { migrationHostsOf } from '../../../src/sandbox/model/agents.ts';
import { createModel } from '../../../src/sandbox/model/model.ts';
import { createSandboxTime } from '../../../src/sandbox/model/sandbox-time.ts';
import { defaultScenario } from '../../../src/sandbox/scenario/default-scenario.ts';

it('an agent that calls is not taken for a silent one where a minute passes between two looks at the clock', () => {
  let ms = 0;
  const now = () => {
    ms += 60_000;
    return new Date(ms);
  };
  const time = createSandboxTime({ now, sleep: async () => {} }, 5_000);
  const scenario = defaultScenario('cloud-manager');
  const model = createModel({ scenario, time, agent: 'running', faults: { service: () => undefined } });
  expect(migrationHostsOf(model, scenario.migrationHost.groupId)).toEqual([scenario.migrationHost.name]);
});
