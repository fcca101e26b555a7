import { CheckData } from '../../../src/core/results/check-result.ts';
import type { MongodOptions } from '../../../src/mongod/start-mongod.ts';
import { mongodFixture, password } from '../../support/mongod-fixture.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { type PortsOptions, runCommand } from '../../support/test-ports.ts';

/** A source for the tests of a file, and what `livemig check` says of it to who has nothing but its connection string. */
export function checkedSource(options: Partial<MongodOptions> = {}) {
  const fixture = mongodFixture(options);
  return {
    fixture,
    async check(args: readonly string[] = [], ports: Pick<PortsOptions, 'watchClock'> = {}) {
      const env = { LIVEMIG_SOURCE_URI: fixture.mongod.uri('source', password) };
      const { exitCode, result } = await runCommand(['check', ...args, '--dir', await temporaryDirectory()], {
        env,
        ...ports,
      });
      const { findings = [], passed } = CheckData.parse(result.data);
      return { exitCode, passed, finding: (id: string) => findings.find((one) => one.id === id) };
    },
  };
}
