import { expect, it } from 'vitest';
import { hashedSide } from '../../../src/mongo/verify/hashed/hashed-side.ts';
import { judgeProbes } from '../../../src/verify/hashed/judge-probes.ts';
import { twoDeployments } from '../../support/two-deployments.ts';

const servers = twoDeployments({ source: '6.0.13' });

async function probed(name: 'source' | 'destination') {
  await servers[name].fill([]);
  return hashedSide(servers[name].asking(), 'salt').probe('d.c');
}

it('a server that is too old is a reason, and no error', async () => {
  expect(judgeProbes(await probed('source'), await probed('destination'))).toMatch(
    /^the source does not compute hashes: .*Unrecognized expression '\$_internalKeyStringValue'/,
  );
});
