import {
  askCredentials,
  type Credentials,
  credentialsWanted,
  findCredentials,
  type Side,
} from '../core/credentials.ts';
import { LivemigError } from '../core/errors.ts';
import { emptyJournal, type InputValue, type Journal, progressOf, withInputs } from '../core/journal.ts';
import type { Approver, Prompter } from '../core/ports.ts';
import {
  type AnswerSources,
  type Answers,
  answerAll,
  type Declared,
  problemsOf,
  rawOf,
  refuseProblems,
} from '../engine/answers.ts';
import { type JournalKeeper, keepJournal, readOnlyJournal } from '../engine/journal-keeper.ts';
import { inputs } from '../stages/inputs.ts';
import { AllValues, type InputKey, Values } from '../stages/values.ts';
import type { Inspector, Services, World } from '../stages/world.ts';
import type { Options } from './command-module.ts';
import { directoryOf, textOption } from './common-options.ts';
import type { Connection, Host, MigrationFiles } from './host.ts';
import { renamedVariables, typedInputs } from './input-flags.ts';

const declared: Declared<Services, Values> = { inputs, schemas: AllValues.shape, parse: (raw) => Values.parse(raw) };

/** The inputs that must be known before anything can be asked of the services. */
const connectionInputs: readonly InputKey[] = ['atlasUrl'];
const managerInputs: readonly InputKey[] = ['manager', 'managerUrl', 'managerCaFile'];

/** What one command needs of the migration's directory, the environment and the two APIs. */
export interface SessionSetup {
  readonly command: string;
  readonly inputs: readonly InputKey[];
  readonly manager: 'never' | 'if-known' | 'needed';
  readonly readOnly: boolean;
  readonly options: Options;
}

export interface Session {
  readonly world: World;
  readonly journal: JournalKeeper;
  readonly files: MigrationFiles;
  readonly approver: Approver;
  readonly prompter: Prompter | undefined;
  readonly directory: string;
  /** Keeps the inputs for later commands; called once they have proved to be of use. */
  remember(): Promise<void>;
}

/** Every input flag of a command, connection inputs first. */
export function sessionInputs(setup: Pick<SessionSetup, 'inputs' | 'manager'>): InputKey[] {
  const connecting = setup.manager === 'never' ? connectionInputs : [...connectionInputs, ...managerInputs];
  return [...new Set([...connecting, ...setup.inputs])];
}

/** Locks the directory, answers the inputs, connects, and lends the result to `use`; the lock is released in any case. */
export async function withSession<Result>(
  setup: SessionSetup,
  host: Host,
  use: (session: Session) => Promise<Result>,
): Promise<Result> {
  const files = await host.openDirectory(directoryOf(setup.options));
  if (setup.readOnly) return use(await open(setup, host, files));
  await refuseEarly(setup, host, files);
  await files.lock.acquire(setup.command);
  try {
    return await use(await open(setup, host, files));
  } finally {
    await files.lock.release();
  }
}

/** What is missing is told before anything is written, so that a mistyped first command leaves no directory behind. */
async function refuseEarly(setup: SessionSetup, host: Host, files: MigrationFiles): Promise<void> {
  const journal = (await files.state.load()) ?? emptyJournal(host.clock.now());
  const prompter = setup.options.input === false ? undefined : host.prompter();
  // Standard input can be read only once, and what it holds is optional.
  const options = { ...setup.options, linkTokenStdin: false };
  const sources = await sourcesOf({ ...setup, options }, host, journal, prompter);
  refuseMissing(sidesOf(setup, host, sources), inputsOf(setup, host, sources), host, sources);
}

async function open(setup: SessionSetup, host: Host, files: MigrationFiles): Promise<Session> {
  const loaded = (await files.state.load()) ?? emptyJournal(host.clock.now());
  const journal = setup.readOnly ? readOnlyJournal(loaded) : keepJournal(loaded, files.state, files.audit);
  const prompter = setup.options.input === false ? undefined : host.prompter();
  const sources = await sourcesOf(setup, host, loaded, prompter);
  journal.note({ kind: 'command', command: setup.command });
  const { services, answers } = await connect(setup, host, sources, journal);
  refuseOtherTargets(answers, loaded);
  showOrigins(answers, host);
  const world = makeWorld(host, files, journal, services, Values.parse(rawOf(answers)), await host.inspector());
  const approver = host.approver(prompter, textOption(setup.options, 'confirm'));
  return {
    world,
    journal,
    files,
    approver,
    prompter,
    directory: directoryOf(setup.options),
    remember: () => remember(answers, journal, setup.readOnly),
  };
}

async function sourcesOf(
  setup: SessionSetup,
  host: Host,
  journal: Journal,
  prompter: Prompter | undefined,
): Promise<AnswerSources> {
  const keys = sessionInputs(setup);
  const flags = typedInputs(setup.options, keys);
  if (setup.options.linkTokenStdin === true) flags.linkToken = (await host.readStdin()).trim();
  for (const [key, name] of Object.entries(renamedVariables(setup.options, keys))) {
    const value = host.env[name];
    if (value === undefined || value === '') throw emptyVariable(key, name);
    flags[key] = value;
  }
  return { flags, env: host.env, remembered: journal.inputs, prompter };
}

/** Names everything that is missing at once, before the first request; then asks, and connects as soon as it can. */
async function connect(setup: SessionSetup, host: Host, sources: AnswerSources, journal: JournalKeeper) {
  const sides = sidesOf(setup, host, sources);
  const { first, rest } = inputsOf(setup, host, sources);
  refuseMissing(sides, { first, rest }, host, sources);
  const connecting = await answerAll(first, declared, sources, unconnected);
  const services = await connectServices(
    sides,
    host,
    sources,
    Values.parse(rawOf(connecting)),
    watchRequests(setup, host, journal),
  );
  return { services, answers: await answerAll(rest, declared, sources, services, connecting) };
}

interface InputOrder {
  /** Those that connecting needs. */
  readonly first: readonly InputKey[];
  readonly rest: readonly InputKey[];
}

function inputsOf(setup: SessionSetup, host: Host, sources: AnswerSources): InputOrder {
  const withManager = sidesOf(setup, host, sources).includes('manager');
  const first = [...connectionInputs, ...(withManager ? managerInputs : [])];
  return { first, rest: setup.inputs.filter((key) => !first.includes(key)) };
}

function refuseMissing(sides: readonly Side[], { first, rest }: InputOrder, host: Host, sources: AnswerSources): void {
  const asks = sources.prompter !== undefined;
  const missing = asks ? [] : sides.filter((side) => findCredentials(side, host.env) === undefined);
  refuseProblems([...missing.map(credentialsWanted), ...problemsOf([...first, ...rest], declared, sources)]);
}

/** Atlas always; the manager where the stage needs it, or may use it and everything for it is at hand. */
function sidesOf(setup: SessionSetup, host: Host, sources: AnswerSources): Side[] {
  if (setup.manager === 'never') return ['Atlas'];
  const atHand =
    findCredentials('manager', host.env) !== undefined &&
    problemsOf(managerInputs, declared, noPrompter(sources)).length === 0;
  return setup.manager === 'needed' || atHand ? ['Atlas', 'manager'] : ['Atlas'];
}

async function connectServices(
  sides: readonly Side[],
  host: Host,
  sources: AnswerSources,
  values: Values,
  onAnswer: Connection['onAnswer'],
): Promise<Services> {
  const atlasFound = await credentialsFor('Atlas', host, sources);
  const atlas = await host.connectAtlas({ baseUrl: required(values.atlasUrl), credentials: atlasFound, onAnswer });
  if (!sides.includes('manager'))
    return {
      atlas,
      hasManager: false,
      get manager() {
        return noManager();
      },
    };
  const manager = await host.connectManager({
    baseUrl: required(values.managerUrl),
    kind: required(values.manager),
    caFile: values.managerCaFile,
    credentials: await credentialsFor('manager', host, sources),
    onAnswer,
  });
  return { atlas, hasManager: true, manager };
}

/** Every changing request goes to the audit; with --verbose, every request is shown. */
function watchRequests({ options }: SessionSetup, host: Host, journal: JournalKeeper): Connection['onAnswer'] {
  return (entry) => {
    if (entry.method !== 'GET') journal.note(entry);
    if (options.verbose !== true) return;
    const message = `${entry.method} ${entry.path}: ${entry.status ?? 'no answer'}`;
    host.reporter.report({ type: 'note', time: host.clock.now().toISOString(), level: 'debug', message });
  };
}

async function credentialsFor(side: Side, host: Host, { prompter }: AnswerSources): Promise<Credentials> {
  const found = findCredentials(side, host.env) ?? (prompter && (await askCredentials(side, prompter)));
  if (found === undefined)
    throw usage('INPUTS', `${credentialsWanted(side)}.`, 'Set them, or run the command on a terminal, where it asks.');
  const time = host.clock.now().toISOString();
  host.reporter.report({
    type: 'input',
    time,
    input: `${side} credentials`,
    value: found.credentials.kind,
    origin: found.origin,
  });
  return found.credentials;
}

/** Another target would be another migration: refused once a step that depends on it has begun, never merged. */
function refuseOtherTargets(answers: Answers, journal: Journal): void {
  const changed = Object.entries(answers).filter(([key, { raw }]) => {
    const before = journal.inputs[key];
    const fixedBy = isInputKey(key) ? inputs[key].fixedBy : undefined;
    return fixedBy !== undefined && before !== undefined && progressOf(journal, fixedBy) !== 'none' && raw !== before;
  });
  if (changed.length === 0) return;
  const lines = changed.map(
    ([key, { raw, origin }]) =>
      `  - ${key}: ${String(raw)} (${origin}), but this migration has ${String(journal.inputs[key])}`,
  );
  throw usage(
    'OTHER_TARGET',
    `This directory holds a migration with other targets:\n${lines.join('\n')}`,
    'Leave the flag or variable out to go on with it, or start another migration with --dir DIR.',
  );
}

function showOrigins(answers: Answers, host: Host): void {
  const time = host.clock.now().toISOString();
  for (const [key, { raw, origin }] of Object.entries(answers)) {
    if (origin === 'answer') continue;
    const value = isInputKey(key) && inputs[key].kind === 'secret' ? '********' : String(raw);
    host.reporter.report({ type: 'input', time, input: key, value, origin });
  }
}

/** Keeps what a later command will need, except secrets and a person's word; writes only what is new. */
async function remember(answers: Answers, journal: JournalKeeper, readOnly: boolean): Promise<void> {
  if (readOnly) return;
  const kept: Record<string, InputValue> = {};
  for (const [key, { raw, origin }] of Object.entries(answers)) {
    if (!isInputKey(key) || inputs[key].kind === 'secret' || inputs[key].spoken || origin === 'default') continue;
    if (JSON.stringify(journal.current().inputs[key]) !== JSON.stringify(raw)) kept[key] = raw;
  }
  if (Object.keys(kept).length > 0) await journal.update((before) => withInputs(before, kept));
}

function makeWorld(
  host: Host,
  files: MigrationFiles,
  journal: JournalKeeper,
  services: Services,
  values: Values,
  inspector: Inspector,
): World {
  return {
    atlas: services.atlas,
    get manager() {
      return services.manager;
    },
    hasManager: services.hasManager,
    values,
    inspector,
    secrets: files.secrets,
    scripts: files.scripts,
    remoteShell: host.remoteShell,
    clock: host.clock,
    user: host.user,
    journal: journal.current,
    readFile: host.readFile,
    progress: (message) =>
      host.reporter.report({ type: 'note', time: host.clock.now().toISOString(), level: 'info', message }),
  };
}

const unconnected: Services = {
  hasManager: false,
  get atlas(): never {
    throw new Error('Atlas was asked before it was connected');
  },
  get manager(): never {
    throw new Error('the manager was asked before it was connected');
  },
};

function noManager(): never {
  throw usage(
    'INPUTS',
    `${credentialsWanted('manager')}.`,
    'Set them, or run the command on a terminal, where it asks.',
  );
}

function noPrompter(sources: AnswerSources): AnswerSources {
  return { ...sources, prompter: undefined };
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a connection input was not answered');
  return value;
}

function isInputKey(key: string): key is InputKey {
  return key in inputs;
}

function emptyVariable(key: string, name: string): LivemigError {
  return usage('INPUTS', `${key} is to be read from the variable ${name}, which is not set.`, `Set ${name}.`);
}

function usage(code: string, message: string, fix: string): LivemigError {
  return new LivemigError({ kind: 'usage', code, message, fix });
}
