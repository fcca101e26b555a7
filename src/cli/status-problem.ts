import { LivemigError } from '../core/errors.ts';
import { differencesCode } from '../core/past.ts';
import { momentText } from '../core/plain-units.ts';
import { hangingCutover } from '../stages/start/this-migration.ts';
import type { RunPorts } from './run-ports.ts';
import type { StatusWorld } from './status-world.ts';

/**
 * Why a person has to act: what the command that goes on would end with. A drift comes first, because nothing that is built
 * on it would be true.
 */
export function problemSeen(
  problems: readonly LivemigError[],
  looking: StatusWorld,
  ports: Pick<RunPorts, 'clock'>,
): LivemigError | undefined {
  return (
    problems.find(({ kind }) => kind === 'drift') ??
    problems[0] ??
    (isLastingBlindness(looking.blind) ? looking.blind : undefined) ??
    differing(looking) ??
    hangingCutover(looking.journal, ports.clock.now())
  );
}

/** What is missing only makes a look see less; what contradicts itself or the journal is a person's to put right. */
export function isLastingBlindness(blind: LivemigError | undefined): boolean {
  return blind !== undefined && ['OTHER_TARGET', 'HALF_CREDENTIALS', 'CREDENTIALS_NOT_USABLE'].includes(blind.code);
}

/** With its age: it is taken anew by `cutover` only. */
function differing({ past: { differed, identical } }: StatusWorld): LivemigError | undefined {
  const before = identical === undefined ? '' : ` At ${momentText(identical.at)} they were identical.`;
  return (
    differed &&
    new LivemigError({
      kind: 'differences',
      code: differencesCode,
      message: `Source and destination differed when they were compared last, at ${momentText(differed.at)} by ${differed.by}.${before}`,
      fix: 'If anybody wrote to either side after the cutover, these may be their changes. Otherwise keep the source, and do not resume writes before you know why. Once applications write to the destination no comparison finds them identical again; until then `livemig cutover` compares anew.',
    })
  );
}
