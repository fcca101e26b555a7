import type { CredentialSide } from '../core/credentials.ts';
import { LivemigError } from '../core/errors.ts';
import { harmless, shortened } from '../core/harmless.ts';
import { type Journal, progressOf } from '../core/journal.ts';
import type { Past } from '../core/past.ts';
import type { Approver, CheckpointStore, Prompter } from '../core/ports.ts';
import type { StepId } from '../core/step.ts';
import { tidied } from '../core/tidied.ts';
import { type AnswerOptions, answerAll } from '../engine/answer-all.ts';
import { type AnswerSources, type Answers, rawOf } from '../engine/answers.ts';
import { type JournalKeeper, keepJournal, readOnlyJournal } from '../engine/journal-keeper.ts';
import { refuseProblems } from '../engine/wrong-inputs.ts';
import type { Needs } from '../stages/needs.ts';
import { isCreation } from '../stages/start/this-migration.ts';
import { type InputKey, Values } from '../stages/values.ts';
import type { World } from '../stages/world.ts';
import { AskAgain } from './ask-again.ts';
import type { Options } from './command-module.ts';
import { directoryOf, prompterFor, textOption } from './common-options.ts';
import { type Connecting, connectServices, credentialsAtHand, unconnected } from './connect-services.ts';
import { type Drafts, openDrafts } from './drafts.ts';
import { earlierFirst } from './earlier-first.ts';
import { renamedVariables, stdinInput, typedInputs } from './input-flags.ts';
import { declaredFor, inputProblems, inputsOf, sidesOf } from './input-problems.ts';
import {
  answersElsewhere,
  createOrigins,
  namesIn,
  newInputs,
  refuseOtherTargets,
  rememberInputs,
} from './journal-inputs.ts';
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
import { loadWholePast, refuseForgotten, tellDoubt, type WholePast } from './whole-past.ts';

/** What one command needs of the migration's directory, the environment and the two APIs. */
export interface SessionSetup extends Needs {
  readonly command: string;
  readonly readOnly: boolean;
  readonly options: Options;
}

export interface Session {
  readonly world: World;
  readonly journal: JournalKeeper;
  /** What the audit tells besides the journal. */
  readonly past: Past;
  readonly checkpoints: CheckpointStore;
  readonly approver: Approver;
  readonly prompter: Prompter | undefined;
  readonly answers: Answers;
  /** What was called, and what it asks by itself: of the answers, the others belong to other stages. */
  readonly command: string;
  readonly own: readonly InputKey[];
  /** What the journal remembers and this command does not ask; the origin is a variable where another stage reads one. */
  readonly elsewhere: Answers;
  /** The variables of the credentials with which it has connected. */
  readonly credentialVariables: readonly string[];
  /** Keeps the inputs for later commands; called once they have been checked and agreed to. */
  remember(): Promise<void>;
  /** Whether there are inputs that the journal does not hold. */
  hasNewInputs(): boolean;
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
  refuseProblems([...unsetVariables(setup, ports), ...(await inputProblems(setup, ports, sources, journal))]);
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
  const { journal: loaded, past } = await wholePast(setup, ports, files);
  const journal = setup.readOnly ? readOnlyJournal(loaded) : keepJournal(loaded, files.state, files.audit);
  const prompter = prompterFor(setup.options, ports);
  const sources: AnswerSources = {
    ...sourcesOf(setup, ports, loaded, prompter, stdin),
    remembered: rememberedIn(round, loaded),
    onAnswered: drafts.note,
    onFound: createOrigins(ports),
    onLooking: (input) => ports.reporter.busy?.(input),
    onChoices: async (key, choices) => {
      // They help a person to type; a script would pay for it.
      if (!setup.readOnly && prompter !== undefined) {
        await files.choices.rememberChoices(
          key,
          choices.filter(({ isUnseen }) => isUnseen !== true),
        );
      }
    },
  };
  journal.note({ kind: 'command', command: setup.command });
  const mayChange = setup.readOnly ? changeNothing : files.lock.verify;
  const connecting = { ports, prompter, journal, verbose: setup.options.verbose === true, mayChange };
  const options = answerOptionsIn(round, drafts.suggested, loaded);
  const connected = await connect(setup, sources, connecting, { ...options, isChange: isChange(round) });
  if (connected === undefined) return undefined;
  const { services, answers, credentialVariables } = connected;
  const world = makeWorld(ports, files, journal, services, Values.parse(rawOf(answers)), namesIn(answers));
  const approver = ports.approver(prompter, textOption(setup.options, 'confirm'));
  return {
    world,
    journal,
    past,
    checkpoints: files.checkpoints,
    approver,
    prompter,
    answers,
    command: command.command,
    own: command.inputs,
    elsewhere: answersElsewhere(setup, loaded, sources),
    credentialVariables,
    remember: async () => {
      if (setup.readOnly) return;
      await rememberInputs(answers, journal);
      await drafts.forget();
    },
    hasNewInputs: () => Object.keys(newInputs(answers, journal.current())).length > 0,
  };
}

async function changeNothing(): Promise<void> {
  throw new Error('a read-only run was about to change something');
}

function sourcesOf(
  setup: SessionSetup,
  ports: RunPorts,
  journal: Journal,
  prompter: Prompter | undefined,
  stdin: string | undefined,
): AnswerSources {
  const { inputs: keys } = setup;
  const flags = typedInputs(setup.options, keys);
  const piped = stdinInput(setup.options, keys);
  if (piped !== undefined) flags[piped] = stdin;
  for (const [key, name] of Object.entries(renamedVariables(setup.options, keys))) flags[key] = setIn(ports, name);
  // What is created again needs all that creating it took; what is adopted has been created by somebody.
  const isAgain = setup.options.createAgain === true;
  const isAdopted = (step: StepId) => isCreation(step) && setup.options.adoptMigration !== undefined;
  const isCarriedOut = (step: StepId) =>
    isAdopted(step) || (!isAgain && ['submitted', 'done'].includes(progressOf(journal, step)));
  const { inputs: remembered, names: rememberedNames = {} } = journal;
  return { flags, env: ports.env, remembered, rememberedNames, prompter, isCarriedOut };
}

function unsetVariables(setup: SessionSetup, ports: RunPorts): LivemigError[] {
  return Object.entries(renamedVariables(setup.options, setup.inputs))
    .filter(([, name]) => setIn(ports, name) === undefined)
    .map(([key, name]) => emptyVariable(key, name));
}

/** A name such as toString would find what every object has. */
function setIn({ env }: RunPorts, name: string): string | undefined {
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  return value === undefined || tidied(value) === '' ? undefined : value;
}

/** Asks, and connects as soon as it can; `undefined` where nothing is changed after all. */
async function connect(
  setup: SessionSetup,
  sources: AnswerSources,
  connecting: Connecting,
  { isChange, ...options }: Required<Pick<AnswerOptions, 'drafts' | 'kept' | 'again'>> & { readonly isChange: boolean },
) {
  const { ports } = connecting;
  const sides = sidesOf(setup, ports, sources);
  const { first, rest } = inputsOf(setup, sides);
  const declared = declaredFor(setup, sources);
  for (let wanted = options; ; ) {
    const before: Answers = (await answerAll(first, declared, sources, unconnected, wanted)) ?? {};
    const values = Values.parse(rawOf(before));
    const { services, isAsked } = await connectServices(sides, values, connecting);
    const canLeave = isAsked || isChange || Object.values(before).some(({ origin }) => origin === 'answer');
    const judge = (found: Answers) => refuseOtherTargets(found, connecting.journal.current());
    const answers = await answerAll(rest, declared, sources, services, { ...wanted, before, canLeave, judge });
    if (answers !== undefined) return { services, answers, credentialVariables: variablesUsed(sides, ports) };
    if (isChange) return undefined;
    // Whoever goes back before the first of these wants to connect otherwise.
    ports.typedCredentials.clear();
    wanted = { ...options, kept: {} };
  }
}

function variablesUsed(sides: readonly CredentialSide[], ports: RunPorts): string[] {
  return sides.flatMap((side) => credentialsAtHand(side, ports)?.variables ?? []);
}

function emptyVariable(key: string, name: string): LivemigError {
  return new LivemigError({
    kind: 'usage',
    code: 'INPUTS',
    message: `${key} is to be read from the variable ${shortened(harmless(name))}, which is not set.`,
    fix: 'Set it, or name another one.',
  });
}
