import { type Fact, unknownBecause } from '../../core/check.ts';
import { LivemigError } from '../../core/errors.ts';
import type { SourceIdentity } from '../../core/facts/identity.ts';
import type { FactId, FactValues } from '../../core/facts.ts';
import { beforeHooks } from '../../core/gates/before-hooks.ts';
import type { GateFacts } from '../../core/gates/gate-facts.ts';
import type { UsersOf } from '../../core/gates/gates-seen.ts';
import { type JudgedGate, judgeGates } from '../../core/gates/judge-gates.ts';
import type { SeenGate } from '../../core/gates/seen-gate.ts';
import type { HookName } from '../../core/hooks/hook.ts';
import type { MigrationDetails } from '../../core/results/migration-details.ts';
import { gatherFacts } from '../../facts/index.ts';
import { need, type World } from '../world.ts';

export interface GateLook {
  /** Lets time pass before the next look. */
  readonly pause?: (ms: number) => Promise<void>;
  /** Hooks that are run before the request, and after this look; those of this run where it is left out. */
  readonly hooksToCome?: readonly HookName[];
  /** How often the users are asked for, where it is looked again and again; at once where it is left out. */
  readonly usersOf?: UsersOf;
}

/**
 * How the gates of the cutover stand. Where nothing refuses but what would be met by itself in some seconds, such as writes
 * that have just been stopped, `pause` lets those pass, and it is looked again; without it they refuse at once.
 */
export async function gatesNow(
  world: World,
  migration: MigrationDetails,
  { pause, hooksToCome = world.hooks.given.map(({ name }) => name), usersOf = askedAtOnce }: GateLook = {},
): Promise<SeenGate[]> {
  let facts = await factsOf(world, migration, usersOf);
  let judged = judgeGates(facts, world.terms);
  const seenOf = (all: readonly JudgedGate[]) =>
    beforeHooks(
      all.map(({ seen }) => seen),
      hooksToCome,
    );
  if (pause === undefined) return seenOf(judged);
  for (let looks = 0; looks < mostLooks; looks += 1) {
    const wait = waitFor(judged);
    if (wait === undefined) break;
    const newest = newestWrite(facts);
    await pause(Math.min(wait, betweenMs));
    facts = { ...facts, writes: await factNow('sourceLatestWrites', world), now: world.clock.now() };
    judged = judgeGates(facts, world.terms);
    // Whoever writes on has not been stopped, and will not be by waiting.
    if (newestWrite(facts) !== newest) break;
  }
  return seenOf(judged);
}

const betweenMs = 1_000;
/** Somewhat more than the time that is looked back. */
const mostLooks = 15;

/** Until all that refuses is met by itself; `undefined` where nothing refuses, or something that does not pass. */
function waitFor(judged: readonly JudgedGate[]): number | undefined {
  const waits = judged.flatMap(({ seen, inMs }) => (seen.state === 'refuses' ? [inMs] : []));
  const known = waits.filter((ms) => ms !== undefined);
  return waits.length === 0 || known.length < waits.length ? undefined : Math.max(...known, 100);
}

function newestWrite({ writes }: GateFacts): string {
  const sets = writes.known ? writes.value.sets.read : [];
  return sets.map(({ name, value }) => `${name} ${JSON.stringify(value.lastWrite)}`).join();
}

const askedAtOnce: UsersOf = async (ask) => ({ users: await ask() });

async function factsOf(world: World, migration: MigrationDetails, usersOf: UsersOf): Promise<GateFacts> {
  const verified = await world.verified();
  const isVerified = verified.known && verified.value !== undefined;
  const [writes, transactions, balancer, indexBuilds, { users, seenAt }, source] = await Promise.all([
    factNow('sourceLatestWrites', world),
    factNow('sourceTransactions', world),
    factNow('sourceBalancer', world),
    factNow('destinationIndexBuilds', world),
    usersOf(() => factNow('destinationUsers', world)),
    isVerified ? factNow('sourceIdentity', world) : unknownBecause<SourceIdentity>('nothing was compared'),
  ]);
  return {
    now: world.clock.now(),
    destination: need(world, 'destinationCluster'),
    ...{ migration, writes, transactions, balancer, indexBuilds, users, source, verified },
    usersSeenAt: seenAt,
    checklist: answerOf(world),
  };
}

/** One that is accepted is answered: at this look, unless the same answer was kept before. */
function answerOf({ terms, journal, user, clock }: World): GateFacts['checklist'] {
  const kept = journal().checklist;
  const accepted = terms.acceptedGates.find(({ gate }) => gate === 'checklist');
  if (accepted === undefined || kept?.because === accepted.because) return kept;
  return { at: clock.now().toISOString(), by: user, because: accepted.because };
}

/** Nothing that keeps one of them from being read ends the run but what ends every run: then it was not looked at. */
async function factNow<Id extends FactId>(id: Id, world: World): Promise<Fact<FactValues[Id]>> {
  try {
    const { known, unknown } = await gatherFacts([id], world);
    const value: FactValues[Id] | undefined = known[id];
    return value === undefined ? unknownBecause(unknown[id] ?? 'nobody has looked') : { known: true, value };
  } catch (error) {
    if (!(error instanceof LivemigError) || !isOfThisRead(error)) throw error;
    return unknownBecause(error.message);
  }
}

function isOfThisRead({ kind }: LivemigError): boolean {
  return kind === 'credentials' || kind === 'api' || kind === 'step-failed' || kind === 'usage';
}
