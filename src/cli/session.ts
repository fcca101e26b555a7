import { undoneStage, withoutUndone } from '../core/cleanup/removed-again.ts';
import type { CredentialSide } from '../core/credentials.ts';
import { LivemigError } from '../core/errors.ts';
import { usualTerms } from '../core/gates/gate-terms.ts';
import { noGatesWatch } from '../core/gates/gates-seen.ts';
import { noHooks } from '../core/hooks/hook.ts';
import type { Journal } from '../core/journal.ts';
import { cutoverEver, type Past } from '../core/past.ts';
import type { Approver, AuditLog, CheckpointStore, OutboxStore, Prompter } from '../core/ports.ts';
import { type AnswerSources, type Answers, rawOf } from '../engine/answers.ts';
import { type JournalKeeper, keepJournal, readOnlyJournal } from '../engine/journal-keeper.ts';
import { refuseProblems } from '../engine/wrong-inputs.ts';
import { createGatesWatch } from '../follow/gates-watch.ts';
import { type InputKey, Values } from '../stages/values.ts';
import type { World } from '../stages/world.ts';
import { answerAndConnect } from './answer-and-connect.ts';
import { sourcesOf, unsetVariables } from './answer-sources.ts';
import { AskAgain } from './ask-again.ts';
import { directoryOf, pollMsOf, prompterFor, textOption } from './common-options.ts';
import { type Drafts, openDrafts } from './drafts.ts';
import { earlierFirst } from './earlier-first.ts';
import { stdinInput } from './input-flags.ts';
import { inputProblems, unusedCredentials } from './input-problems.ts';
import { answersElsewhere, createOrigins, namesIn, newInputs, rememberInputs } from './journal-inputs.ts';
import { keptNowhere, makeFollower } from './make-follower.ts';
import { makeWorld } from './make-world.ts';
import { lookForMigration } from './other-migrations.ts';
import { rememberFailure } from './remember-failure.ts';
import {
  answerOptionsIn,
  firstRound,
  isChange,
  needsIn,
  nextRound,
  type Round,
  rememberedIn,
  unchanged,
} from './rounds.ts';
import type { MigrationFiles, RunPorts } from './run-ports.ts';
import type { SessionSetup } from './session-setup.ts';
import { tell } from './tell.ts';
import { loadWholePast, refuseForgotten, tellDoubt, type WholePast } from './whole-past.ts';

export interface Session {
  readonly world: World;
  readonly journal: JournalKeeper;
  /** What the audit tells besides the journal. */
  readonly past: Past;
  readonly checkpoints: CheckpointStore;
  readonly outbox: OutboxStore;
  readonly audit: AuditLog;
  readonly approver: Approver;
  readonly prompter: Prompter | undefined;
  readonly answers: Answers;
  /** What was called, and what it asks by itself: of the answers, the others belong to other stages. */
  readonly command: string;
  readonly own: readonly InputKey[];
  /** What the journal remembers and this command does not ask; the origin is a variable where another stage reads one. */
  readonly elsewhere: Answers;
  /** Whom it has connected with. */
  readonly sides: readonly CredentialSide[];
  /** The variables of the credentials with which it has connected. */
  readonly credentialVariables: readonly string[];
  /** Keeps the inputs for later commands; called once they have been checked and agreed to. */
  remember(): Promise<void>;
  /** Whether there are inputs that the journal does not hold. */
  hasNewInputs(): boolean;
  /** For a run that only looks: whether another one works on this migration. */
  isUnderWay(): Promise<boolean>;
}

/** Locks the directory, answers the inputs, connects, and lends the result to `use`; the lock is released in any case. */
export async function withSession<Result>(
  setup: SessionSetup,
  ports: RunPorts,
  use: (session: Session) => Promise<Result>,
): Promise<Result> {
  const files = await ports.openDirectory(directoryOf(setup.options));
  return earlierFirst(setup.command, files, ports, () => inDirectory(files, setup, ports, use));
}

async function inDirectory<Result>(
  files: MigrationFiles,
  setup: SessionSetup,
  ports: RunPorts,
  use: (session: Session) => Promise<Result>,
): Promise<Result> {
  // It can be read only once, however often the questions are asked.
  const stdin = stdinInput(setup.options, setup.inputs) === undefined ? undefined : await ports.readStdin();
  await refuseEarly(setup, ports, files, stdin);
  const drafts = await openDrafts(files.answers, prompterFor(setup.options, ports) !== undefined);
  const opened: Opened = { files, stdin, drafts };
  const asking = () => untilAnswered((round) => open(setup, ports, opened, round), use);
  if (setup.readOnly) return asking();
  await files.lock.acquire(setup.command);
  try {
    return await asking();
  } catch (error) {
    await rememberFailure(setup.command, error, files);
    await drafts.keep();
    throw error;
  } finally {
    await files.lock.release();
  }
}

/** What of the directory and of standard input a session works with. */
interface Opened {
  readonly files: MigrationFiles;
  readonly stdin: string | undefined;
  readonly drafts: Drafts;
}

/** Asks again, with what was answered as the suggestion, for as long as a person wants to change an answer. */
async function untilAnswered<Result>(
  ask: (round: Round) => Promise<Session | undefined>,
  use: (session: Session) => Promise<Result>,
): Promise<Result> {
  for (let round = firstRound; ; ) {
    const session = await ask(round);
    if (session === undefined) {
      round = unchanged(round);
      continue;
    }
    try {
      return await use(session);
    } catch (error) {
      if (!(error instanceof AskAgain)) throw error;
      round = nextRound(round, session.answers, error.wanted);
    }
  }
}

/** What is missing or wrong is told before anything is written, so that a mistyped first command leaves no directory behind. */
async function refuseEarly(
  setup: SessionSetup,
  ports: RunPorts,
  files: MigrationFiles,
  stdin: string | undefined,
): Promise<void> {
  const whole = await wholePast(setup, ports, files);
  const { journal } = whole;
  if (setup.command !== 'status') tellDoubt(whole, setup.options, ports);
  await lookForMigration(setup.command, setup.options, ports, journal);
  const prompter = prompterFor(setup.options, ports);
  const sources = sourcesOf(setup, ports, journal, prompter, stdin);
  const problems = [...unsetVariables(setup, ports), ...(await inputProblems(setup, ports, sources, journal))];
  refuseProblems(problems, { isAsked: setup.neverAsks !== true });
}

/** Written with what is agreed to next, so never, where the run is stopped before. */
function journalFor(command: string, { journal, past }: WholePast): Journal {
  if (command !== 'link' && command !== 'provision') return journal;
  const ever = cutoverEver(journal, past);
  if (ever === undefined) return withoutUndone(journal);
  if (undoneStage(journal) === undefined) return journal;
  throw new LivemigError({
    kind: 'drift',
    code: 'CUTOVER_WAS_REQUESTED',
    message: `\`livemig cleanup\` has removed again what this directory's migration needed, and its cutover was ${ever.state} at ${ever.at}: nothing of it is made once more here.`,
    fix: 'Use a new directory with --dir for another migration.',
  });
}

/** Whoever only looks says what was forgotten after having looked. */
async function wholePast(
  { command, options }: SessionSetup,
  ports: RunPorts,
  files: MigrationFiles,
): Promise<WholePast> {
  const whole = await loadWholePast(files, ports);
  if (command !== 'status') refuseForgotten(whole, options);
  return whole;
}

/** `undefined` where a person who wanted to change an answer goes back before the first question. */
async function open(
  command: SessionSetup,
  ports: RunPorts,
  { files, stdin, drafts }: Opened,
  round: Round,
): Promise<Session | undefined> {
  const setup = needsIn(command, round);
  const whole = await wholePast(setup, ports, files);
  const [loaded, past] = [journalFor(setup.command, whole), whole.past];
  const journal = setup.readOnly ? readOnlyJournal(loaded) : keepJournal(loaded, files.state, files.audit);
  const prompter = prompterFor(setup.options, ports);
  const sources: AnswerSources = {
    ...sourcesOf(setup, ports, loaded, prompter, stdin),
    remembered: rememberedIn(round, loaded),
    onAnswered: drafts.note,
    onFound: createOrigins(ports),
    onLooking: (input) => ports.reporter.busy?.(input),
    ...(setup.forgiving && { goesOnWithout: setup.forgiving.goesOnWithout, isLost: setup.forgiving.isLost }),
    // They help a person to type; a script would pay for it.
    ...(!setup.readOnly && prompter !== undefined && { onChoices: choicesKept(files) }),
  };
  journal.note({ kind: 'command', command: setup.command });
  if (setup.forgiving !== undefined)
    for (const message of unusedCredentials(setup, ports, sources)) tell(ports, 'warning', message);
  const mayChange = setup.readOnly ? changeNothing : files.lock.verify;
  const connecting = { ports, prompter, journal, verbose: setup.options.verbose === true, mayChange };
  const options = answerOptionsIn(round, drafts.suggested, loaded);
  const connected = await answerAndConnect(setup, sources, connecting, { ...options, isChange: isChange(round) });
  if (connected === undefined) return undefined;
  for (const message of setup.forgiving?.missed() ?? []) tell(ports, 'warning', message);
  const { services, answers, sides, credentialVariables } = connected;
  const values = Values.parse(rawOf(answers));
  const samples = setup.options.dryRun === true ? keptNowhere(files.samples) : files.samples;
  // Any other run ends once it is ready, or asks what to do then.
  const staysWhenReady = setup.options.watch === true || setup.options.at !== undefined;
  const follower = makeFollower(ports, samples, services, values, pollMsOf(ports));
  const world = makeWorld(
    ports,
    files,
    journal,
    services,
    values,
    namesIn(answers),
    { follower, gatesWatch: staysWhenReady ? createGatesWatch(ports.clock, pollMsOf(ports)) : noGatesWatch },
    setup.hooks?.(files.audit) ?? noHooks,
    setup.terms ?? usualTerms,
  );
  const approver = ports.approver(prompter, textOption(setup.options, 'confirm'));
  return {
    world,
    journal,
    past,
    checkpoints: files.checkpoints,
    outbox: files.outbox,
    audit: files.audit,
    approver,
    prompter,
    answers,
    command: command.command,
    own: command.inputs,
    elsewhere: answersElsewhere(setup, loaded, sources),
    sides,
    credentialVariables,
    remember: async () => {
      if (setup.readOnly) return;
      await rememberInputs(answers, journal);
      await drafts.forget();
    },
    hasNewInputs: () => Object.keys(newInputs(answers, journal.current())).length > 0,
    isUnderWay: async () => (await files.lock.heldBy()) !== undefined,
  };
}

function choicesKept({ choices: store }: MigrationFiles): NonNullable<AnswerSources['onChoices']> {
  return (key, choices) =>
    store.rememberChoices(
      key,
      choices.filter(({ isUnseen }) => isUnseen !== true),
    );
}

async function changeNothing(): Promise<void> {
  throw new Error('a read-only run was about to change something');
}
