import { LivemigError } from '../core/errors.ts';
import type { Facts } from '../core/facts.ts';
import { factsText } from '../core/facts-file.ts';
import { isOfOthers, lastCheckOf, sinceLast } from '../core/last-check.ts';
import { momentText } from '../core/plain-units.ts';
import type { CheckData, FactsUsed, Since } from '../core/results/check-result.ts';
import { checkNeeds } from '../stages/needs.ts';
import { factsFor, judged, type Preflight } from '../stages/preflight.ts';
import { standingNow } from '../stages/start/standing-now.ts';
import { type AskedRules, askedRules } from './asked-rules.ts';
import { afterCheck } from './check-next.ts';
import { nothingToCheck } from './check-over.ts';
import { checkProgress } from './check-progress.ts';
import type { Options, Outcome } from './command-module.ts';
import { directoryOf, textOption } from './common-options.ts';
import { exitCodeOf } from './exit-codes.ts';
import { type Brought, factsBrought, factsFile, savedText } from './facts-files.ts';
import { factsTogether, typedNames } from './facts-together.ts';
import { createForgiving, type Forgiving } from './forgiving.ts';
import { keepSkips } from './keep-skips.ts';
import { readRate } from './rate.ts';
import { refuseToOverwrite } from './refuse-to-overwrite.ts';
import type { RunPorts } from './run-ports.ts';
import { type Session, withSession } from './session.ts';
import type { SessionSetup } from './session-setup.ts';
import { tell } from './tell.ts';
import { tellFindings, toldFinding } from './tell-findings.ts';
import { watchMsOf } from './watch-time.ts';

/** What the command line says of the look, read before anything is looked at. */
interface Wanted {
  readonly asked: AskedRules;
  readonly assumedRate: number | undefined;
  readonly watchMs: number | undefined;
  readonly brought: Brought | undefined;
  readonly saveTo: string | undefined;
}

/** Looks at everything, judges it, and tells what has changed since the last time. */
export async function lookBefore(options: Options, ports: RunPorts): Promise<Outcome> {
  const wanted: Wanted = {
    asked: askedRules(options),
    assumedRate: readRate(textOption(options, 'assumeRate')),
    watchMs: watchMsOf(options),
    brought: await factsBrought(options, ports),
    saveTo: textOption(options, 'saveFacts'),
  };
  if (wanted.saveTo !== undefined) await refuseToOverwrite(wanted.saveTo, factsFile, ports);
  const forgiving = createForgiving(ports.signal);
  return withSession({ ...setupOf(options), forgiving }, ports, (session) =>
    look(wanted, session, forgiving, options, ports),
  );
}

function setupOf(options: Options): SessionSetup {
  return {
    ...{ command: 'check', ...checkNeeds, readOnly: true, neverAsks: true },
    options: { ...options, input: false },
  };
}

async function look(
  wanted: Wanted,
  session: Session,
  forgiving: Forgiving,
  options: Options,
  ports: RunPorts,
): Promise<Outcome> {
  const { asked, assumedRate, watchMs, brought, saveTo } = wanted;
  if (brought === undefined) refuseNothing(session);
  const standing = await standingNow(session.world);
  if (standing.state === 'complete')
    return nothingToCheck(ports.clock.now().toISOString(), session.journal.current(), options, ports);
  if ('text' in standing) tell(ports, 'info', standingText[standing.state](standing.text));
  const isTold = asked.skips.length + asked.unskips.length > 0;
  const journal = session.journal.current();
  const skips = isTold ? await keepSkips(asked, options, ports) : (journal.skips ?? {});
  ports.reporter.busy?.('Looking at everything that the checks need');
  const here = await factsFor(
    { only: brought === undefined ? asked.only : undefined, watchMs },
    session.world,
    checkProgress(ports),
  );
  const saved = saveTo === undefined || ports.signal.aborted ? undefined : await saveFacts(saveTo, here, ports);
  const { facts, used } = factsTogether(
    here,
    brought,
    asked.only,
    session,
    typedNames(setupOf(options), journal, ports),
  );
  const preflight = judged(facts, {
    ...{ only: asked.only, skips, assumedRate, now: ports.clock.now() },
    isUnderWay: standing.state === 'under-way',
  });
  const since = await sinceBefore(preflight, asked, options, ports);
  tellSilent(forgiving, ports);
  report(preflight, { since, used }, options, ports);
  const refusals = [...forgiving.refusals(), ...(saved instanceof LivemigError ? [saved] : [])];
  return ended(preflight, { refusals, silent: forgiving.silent() }, ports, {
    ...dataOf(preflight),
    ...(since && { since }),
    ...(used && { facts: used }),
    ...(typeof saved === 'string' && { saved }),
    next: (end) => afterCheck(end, options, journal, ports.env),
  });
}

const standingText = {
  'under-way': (text: string) =>
    `${text}: this is no preflight any more, and tells how the deployments stand now. What is to be before a migration is not asked.`,
  ended: (text: string) =>
    `${text}: this tells what another one would meet. \`livemig status\` says what is left of it, and how to try again.`,
};

/** Before all findings: most of what was not looked at is so because of it. What names were to be looked up for is told already. */
function tellSilent(forgiving: Forgiving, ports: RunPorts): void {
  const isTold = ({ message }: LivemigError) => forgiving.missed().some((one) => one.endsWith(message));
  for (const error of forgiving.silent().filter((one) => !isTold(one)))
    tell(ports, 'warning', `${error.message} ${error.fix}`);
}

function refuseNothing({ world, sides }: Session): void {
  const { sourceUri, destinationUri } = world.values;
  if (sides.length > 0 || sourceUri !== undefined || destinationUri !== undefined) return;
  throw new LivemigError({
    kind: 'usage',
    code: 'NOTHING_TO_CHECK',
    message: 'Nothing was given to look at: no connection string and no API key.',
    fix: "Set LIVEMIG_SOURCE_URI to look at the source, or the API keys of Atlas and the manager (livemig help environment). Each is enough by itself, the manager's together with --manager; what it does not show is listed.",
  });
}

/** The path, or what kept it from being written: what was looked at is told all the same. */
async function saveFacts(path: string, facts: Facts, ports: RunPorts): Promise<string | LivemigError> {
  const collectedAt = ports.clock.now().toISOString();
  try {
    await ports.saveFile(path, factsText({ livemig: ports.version, collectedAt, by: ports.user, facts }));
  } catch (error) {
    if (!(error instanceof LivemigError)) throw error;
    tell(ports, 'warning', `${error.message} ${error.fix}`);
    return error;
  }
  tell(ports, 'info', savedText(path));
  return path;
}

/** What has changed since the last whole check here; this one is kept in its place if it is whole. */
async function sinceBefore(
  { facts, findings, verdict }: Preflight,
  { only }: AskedRules,
  options: Options,
  ports: RunPorts,
): Promise<Since | undefined> {
  const { lastCheck } = await ports.openDirectory(directoryOf(options));
  const before = await lastCheck.load();
  const now = lastCheckOf(findings, facts, verdict.text, { at: ports.clock.now().toISOString(), by: ports.user });
  if (only === undefined && !ports.signal.aborted) await lastCheck.keep(now);
  if (before === undefined) return undefined;
  if (!isOfOthers(before, now)) return sinceLast(before, now);
  const what = `The last check in this directory (${momentText(before.at)}) was of another source or destination`;
  tell(ports, 'info', `${what}, so nothing is compared with it.`);
  return undefined;
}

function report(
  { findings, verdict, counts, willNotArrive }: Preflight,
  { since, used }: { readonly since: Since | undefined; readonly used: FactsUsed | undefined },
  options: Options,
  ports: RunPorts,
): void {
  const time = ports.clock.now().toISOString();
  const reasons = options.explain === undefined ? undefined : ('reasons' as const);
  const only = options.diff === undefined ? reasons : ('since' as const);
  tellFindings(findings, ports);
  ports.reporter.report({
    ...{ type: 'verdict', time, verdict, counts },
    ...(willNotArrive && { willNotArrive }),
    ...(options.all === true && { all: true }),
    ...(since && { since }),
    ...(used && { facts: used }),
    ...(only && { only }),
  });
}

function dataOf({ findings, verdict, counts, willNotArrive }: Preflight): CheckData {
  return {
    verdict,
    counts,
    findings: findings
      .map(toldFinding)
      .flatMap(({ result, ...rest }) => (result === 'pass' ? [] : [{ ...rest, result }])),
    passed: findings.filter(({ result }) => result === 'pass').map(({ id }) => id),
    ...(willNotArrive && { willNotArrive }),
  };
}

type Ending = CheckData & { next(end: Parameters<typeof afterCheck>[0]): ReturnType<typeof afterCheck> };

/** What kept some of it from being looked at. */
interface Hindered {
  readonly refusals: readonly LivemigError[];
  /** Of services and servers that gave no answer at all. */
  readonly silent: readonly LivemigError[];
}

/** Stopped, blocked, kept from something by a refusal or by silence, in this order: all of what was seen is told before. */
async function ended(
  { counts, verdict }: Preflight,
  { refusals, silent }: Hindered,
  { signal }: RunPorts,
  { next, ...data }: Ending,
): Promise<Outcome> {
  const stopped: unknown = signal.aborted ? signal.reason : undefined;
  const refusal = inOne(refusals.length > 0 ? refusals : silent);
  const blockers = counts.block;
  const error = stopped instanceof LivemigError ? whenStopped(stopped) : blockers > 0 ? undefined : refusal;
  const isStopped = stopped !== undefined;
  const isOpen = verdict.ready === 'not-known' && counts.notChecked > 0;
  const ways = await next({ blockers, error, isOpen, isStopped });
  const exitCode = error === undefined ? (blockers > 0 ? 3 : 0) : exitCodeOf(error);
  const status = error === undefined ? (blockers > 0 ? 'blocked' : 'done') : statusOf(exitCode);
  return { status, exitCode, data, next: ways, ...(error && { error }) };
}

/** As the first of them, with what the others say. */
function inOne(refusals: readonly LivemigError[]): LivemigError | undefined {
  const [first] = refusals;
  const said = refusals.map(({ message }) => message).join(' ');
  const fix = [...new Set(refusals.map((one) => one.fix))].join(' ');
  return first?.retold({ message: `${said} The rest was looked at as far as it can be.`, fix });
}

function whenStopped(error: LivemigError): LivemigError {
  return error.retold({ fix: 'Run it again: it looks at all of it anew.' });
}

function statusOf(exitCode: number): Outcome['status'] {
  if (exitCode === 8) return 'in-progress';
  return exitCode >= 130 ? 'interrupted' : 'failed';
}
