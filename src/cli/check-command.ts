import { LivemigError } from '../core/errors.ts';
import { amount } from '../core/plain-units.ts';
import type { CheckData } from '../core/results/check-result.ts';
import { checkNeeds } from '../stages/needs.ts';
import { preflight } from '../stages/preflight.ts';
import type { World } from '../stages/world.ts';
import type { CommandModule, Options, Outcome } from './command-module.ts';
import { dirFlag, textOption } from './common-options.ts';
import { readRate } from './rate.ts';
import type { RunPorts } from './run-ports.ts';
import { withSession } from './session.ts';

/** Everything that can be known before, in one run: asks nobody, changes nothing, and goes on without what is missing. */
export const checkCommand: CommandModule = { run: check };

async function check(options: Options, ports: RunPorts): Promise<Outcome> {
  const assumedRate = readRate(textOption(options, 'assumeRate'));
  const { findings, verdict, counts } = await lookingAt(options, ports, (world) => {
    ports.reporter.busy?.('Looking at everything that the checks need');
    return preflight(world, { assumedRate, now: ports.clock.now() }, ({ what, done, total }) =>
      ports.reporter.busy?.(`Reading the source: ${done.toLocaleString('en')} of ${amount(total, what, what)}`),
    );
  });
  const time = ports.clock.now().toISOString();
  for (const { about: _, ...finding } of findings) ports.reporter.report({ type: 'finding', time, ...finding });
  const all = options.all === true ? ({ all: true } as const) : {};
  ports.reporter.report({ type: 'verdict', time, verdict, counts, ...all });
  const data: CheckData = {
    verdict,
    counts,
    findings: findings.flatMap(({ about: _, result, ...rest }) => (result === 'pass' ? [] : [{ ...rest, result }])),
    passed: findings.filter(({ result }) => result === 'pass').map(({ id }) => id),
  };
  const isBlocked = counts.block > 0;
  return {
    status: isBlocked ? 'blocked' : 'done',
    exitCode: isBlocked ? 3 : 0,
    data,
    next: [
      isBlocked
        ? { command: `livemig check${dirFlag(options)}`, reason: `after the ${amount(counts.block, 'blocker')}` }
        : { command: `livemig link${dirFlag(options)}`, reason: 'begins the migration' },
    ],
  };
}

/** A world with whatever is at hand. Throws kind `usage` where nothing is. */
async function lookingAt<Seen>(
  options: Options,
  ports: RunPorts,
  look: (world: World) => Promise<Seen>,
): Promise<Seen> {
  const setup = { command: 'check', ...checkNeeds, readOnly: true, options: { ...options, input: false } } as const;
  return withSession(setup, ports, ({ world, credentialVariables }) => {
    const { sourceUri, destinationUri } = world.values;
    if (credentialVariables.length === 0 && sourceUri === undefined && destinationUri === undefined)
      throw nothingGiven();
    return look(world);
  });
}

function nothingGiven(): LivemigError {
  return new LivemigError({
    kind: 'usage',
    code: 'NOTHING_TO_CHECK',
    message: 'Nothing was given to look at: no connection string and no API key.',
    fix: 'Set LIVEMIG_SOURCE_URI to look at the source, or the API keys of Atlas and the manager (livemig help environment). Each is enough by itself; what it does not show is listed.',
  });
}
