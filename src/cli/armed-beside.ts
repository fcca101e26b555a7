import { type CutoverTerms, isArmed } from '../core/cutover/armed-cutover.ts';
import { cutoverText } from '../core/cutover/cutover-words.ts';
import { LivemigError } from '../core/errors.ts';
import { areUsual } from '../core/gates/gate-terms.ts';
import { armedCutoverData } from '../core/results/armed-cutover-data.ts';
import { cutoverRequest } from '../stages/start/cutover-request.ts';
import { armedTermsIn, unwatchedText } from './armed-cutover-in.ts';
import type { Options } from './command-module.ts';
import { directoryOf, dirFlag } from './common-options.ts';
import { gateTerms } from './gate-terms.ts';
import type { RunPorts } from './run-ports.ts';
import type { Session } from './session.ts';

/** Why nobody cuts over at once here: somebody has armed a cutover, for a window. `undefined` where nobody has. */
export async function armedBeside(options: Options, ports: RunPorts): Promise<LivemigError | undefined> {
  const store = await (await ports.openDirectory(directoryOf(options))).cutover();
  const cutover = await store.read();
  if (cutover === undefined || !isArmed(cutover.state)) return undefined;
  const data = armedCutoverData(cutover, await store.watch(cutover));
  const goOn = unwatchedText(data, dirFlag(options));
  return new LivemigError({
    kind: 'blocked',
    code: 'CUTOVER_STATE',
    message: `A cutover is armed in this directory: ${cutoverText(cutover)}.`,
    fix: `${goOn === undefined ? '' : `${goOn}. `}To cut over at once, cancel it first: livemig cutover --cancel${dirFlag(options)}`,
  });
}

/**
 * By what the gates of a cutover are judged: by what was said; where that is nothing, as the one is that is armed here, because no
 * other is requested beside it.
 */
export async function termsHere(options: Options, ports: RunPorts): Promise<CutoverTerms> {
  const said = gateTerms(options);
  if (!areUsual(said)) return said;
  return (await armedTermsIn(await ports.openDirectory(directoryOf(options)))) ?? said;
}

/** Nobody cuts over at once beside a cutover that waits for its window; what was requested is followed all the same. */
export async function refuseBesideArmed(session: Session, options: Options, ports: RunPorts): Promise<void> {
  if (cutoverRequest(session.world.journal()) !== undefined) return;
  const beside = await armedBeside(options, ports);
  if (beside !== undefined) throw beside;
}
