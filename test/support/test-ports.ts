import { setMaxListeners } from 'node:events';
import { hostname, tmpdir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { atlasApi } from '../../src/api/atlas.ts';
import { createHttp } from '../../src/api/http.ts';
import { managerApi } from '../../src/api/ops-manager.ts';
import type { CommandModule, Options } from '../../src/cli/command-module.ts';
import type { MigrationFiles, RunPorts } from '../../src/cli/run-ports.ts';
import { runProgram } from '../../src/cli/run-program.ts';
import { signalOfRun } from '../../src/core/deadline.ts';
import type { MachineFacts } from '../../src/core/doctor/doctor-facts.ts';
import type { LivemigEvent, ResultEvent } from '../../src/core/events.ts';
import type { Prompter, RunClock } from '../../src/core/ports.ts';
import { createDoctorPorts } from '../../src/doctor-looks.ts';
import { readKnownChoices } from '../../src/files/choice-store.ts';
import { type Opener, openMigrationFiles } from '../../src/files/migration-files.ts';
import { writePlan } from '../../src/files/plan-directory.ts';
import { readProfileFiles } from '../../src/files/profile-files.ts';
import { readTextFile } from '../../src/files/read-file.ts';
import { refuseUnsavable, saveTextFile } from '../../src/files/save-text-file.ts';
import { makeTemporaryDirectory } from '../../src/files/temporary-directory.ts';
import { createInspector } from '../../src/inspector.ts';
import { createOutlets } from '../../src/outlets.ts';
import { createFlagApprover, createTypedApprover } from '../../src/terminal/approvers.ts';
import { mustBeDocumented } from './documented.ts';
import { recordingReporter } from './memory-ports.ts';
import { type SecretWatch, watchSecrets } from './secret-watch.ts';
import { watchedPort, watchedPrompter } from './watched-ports.ts';

export const realClock: RunClock = {
  now: () => new Date(),
  elapsed: () => performance.now(),
  alarm: (ms, ring) => void setTimeout(ring, ms).unref(),
  random: Math.random,
  sleep: async (ms, signal) => {
    await pause(ms, undefined, signal === undefined ? {} : { signal });
  },
};

export interface PortsOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly prompter?: Prompter;
  readonly signal?: AbortSignal;
  readonly clock?: RunClock;
  /** As which process it signs what it keeps, and which processes live; by default this one, and whichever do. */
  readonly process?: { readonly pid: number; readonly isAlive: (pid: number) => boolean };
  /** By which deployments are watched; without it no time passes. */
  readonly watchClock?: Pick<RunClock, 'now' | 'sleep'>;
  /** How it names itself in each request. */
  readonly userAgent?: string;
  /** What comes by standard input: a secret, unless it is said to be a text. */
  readonly stdin?: string;
  readonly stdinIsText?: true;
  /** Runs the script elsewhere; by default nothing happens there. */
  readonly remoteShell?: RunPorts['remoteShell'];
  /** How long a request may take, in ms. */
  readonly timeoutMs?: number;
  /** Looks near the directory; by default nothing is there, because tests run side by side. */
  readonly findMigrations?: RunPorts['findMigrations'];
  /** What the system's keyring holds; by default it cannot be read. */
  readonly keyring?: RunPorts['profiles']['keyring'];
  /** A test that runs the command `sandbox` or `rehearse` says what becomes of it. */
  readonly startSandbox?: RunPorts['startSandbox'];
  /** A test of `rehearse` says how its commands run. */
  readonly runSelf?: RunPorts['runSelf'];
  /** What the watch is to see besides the events, such as how they are shown. */
  readonly shown?: (events: readonly LivemigEvent[]) => string;
  /** Breaks the files on purpose, for a test that has to notice it. */
  readonly mutate?: (files: MigrationFiles) => MigrationFiles;
  /** The same for the clients of both APIs. */
  readonly mutateApi?: <Api extends object>(api: Api) => Api;
}

export interface CommandRun {
  readonly exitCode: number;
  readonly result: ResultEvent;
  readonly events: readonly LivemigEvent[];
  readonly out: string;
}

/** Runs a command line in this process, with the real clients and files, against whatever the environment names. */
export async function runCommand(argv: readonly string[], options: PortsOptions): Promise<CommandRun> {
  let out = '';
  const write = (text: string) => {
    out += text;
  };
  const reporter = recordingReporter(write);
  const watch = watchSecrets(argv, options.env, process.cwd());
  const exitCode = await runProgram(argv, {
    version: '0.0.0-test',
    columns: 80,
    env: options.env,
    out: write,
    knownChoices: readKnownChoices,
    profileFiles: () => readProfileFiles({ env: options.env, platform: 'linux' }),
    makePorts: async (timeoutMs) => makeTestPorts(options, reporter, write, watch, timeoutMs),
  });
  watch.see('the events', JSON.stringify(reporter.events));
  watch.see('the output', out);
  if (options.shown !== undefined) watch.see('what people see', options.shown(reporter.events));
  watch.end();
  const result = reporter.events.at(-1);
  if (result?.type !== 'result') throw new Error(`${argv.join(' ')} ended without a result: ${out}`);
  mustBeDocumented(result);
  return { exitCode, result, events: reporter.events, out };
}

/** The ports alone, for what is less than a command. */
export function openTestHost(options: PortsOptions): { ports: RunPorts; events: readonly LivemigEvent[]; end(): void } {
  const reporter = recordingReporter();
  const watch = watchSecrets([], options.env, process.cwd());
  const ports = makeTestPorts(options, reporter, () => {}, watch, undefined);
  const end = () => {
    ports.inspector.close();
    watch.see('the events', JSON.stringify(reporter.events));
    watch.end();
  };
  return { ports, events: reporter.events, end };
}

/** Runs one command without its command line: for one that is made for a test, such as of another line of steps. */
export async function runModule({ run }: CommandModule, options: Options, portsOptions: PortsOptions) {
  const reporter = recordingReporter();
  const watch = watchSecrets([], portsOptions.env, process.cwd());
  const ports = makeTestPorts(portsOptions, reporter, () => {}, watch, undefined);
  const outcome = await run(options, ports).finally(() => ports.inspector.close());
  watch.see('the events', JSON.stringify(reporter.events));
  watch.see('the outcome', JSON.stringify(outcome));
  watch.end();
  return { outcome, events: reporter.events };
}

function makeTestPorts(
  options: PortsOptions,
  reporter: RunPorts['reporter'],
  say: (text: string) => void,
  watch: SecretWatch,
  timeoutMs: number | undefined,
): RunPorts {
  const { env, prompter, mutate = (files) => files, mutateApi = (api) => api } = options;
  const clock = options.clock ?? realClock;
  const signal = signalOfRun(options.signal ?? new AbortController().signal, timeoutMs, clock);
  // As main.ts does: each of many looks listens for itself.
  setMaxListeners(0, signal);
  const patience = options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs };
  const http = { clock, signal, userAgent: options.userAgent ?? 'livemig/test', ...patience };
  return {
    env,
    clock,
    timeZone: 'Europe/Berlin',
    signal,
    user: 'tester',
    cores: 1,
    version: '0.0.0-test',
    reporter,
    err: say,
    typedCredentials: new Map(),
    profiles: {
      files: async () => {
        const files = await readProfileFiles({ env, platform: 'linux' });
        for (const file of files) if (file.is === 'text') learnProfile(file.text, watch);
        return files;
      },
      keyring: options.keyring ?? (async () => ({ is: 'unreadable', because: 'a test has none' })),
    },
    prompter: () => prompter && watchedPrompter(prompter, watch),
    approver: (prompter, confirm) =>
      prompter === undefined ? createFlagApprover(confirm) : createTypedApprover(prompter, confirm),
    openDirectory: async (path) => watchedFiles(mutate(await openFiles(path, clock, watch, options.process)), watch),
    findMigrations: options.findMigrations ?? (async (place) => ({ place, migrations: [] })),
    async connectAtlas({ onAnswer, ...connection }) {
      const note = async (entry: Parameters<typeof onAnswer>[0]) => onAnswer(entry);
      const api = atlasApi(
        createHttp({
          ...connection,
          ...http,
          serviceName: 'Atlas',
          onAnswer: (entry) => note({ kind: 'request', ...entry }),
        }),
      );
      return watchedPort(mutateApi(api), watch);
    },
    async connectManager({ onAnswer, kind: _kind, caFile, ...connection }) {
      const ca = caFile === undefined ? {} : { ca: { file: caFile, pem: await readTextFile(caFile) } };
      const note = async (entry: Parameters<typeof onAnswer>[0]) => onAnswer(entry);
      const api = managerApi(
        createHttp({
          ...connection,
          ...http,
          ...ca,
          serviceName: 'Ops Manager',
          onAnswer: (entry) => note({ kind: 'request', ...entry }),
        }),
      );
      return watchedPort(mutateApi(api), watch);
    },
    // Nobody writes to these servers: a pause between two looks at one would show nothing.
    inspector: watchedPort(createInspector(signal, { ...clock, sleep: async () => {}, ...options.watchClock }), watch),
    remoteShell: watchedPort(options.remoteShell ?? { run: async () => {} }, watch),
    outlets: createOutlets({ clock, userAgent: http.userAgent, kill: (pid, name) => void process.kill(pid, name) }),
    doctor: createDoctorPorts({
      ...http,
      opener: openerFor(clock, watch, options.process),
      machine: async () => machine,
    }),
    readFile: readTextFile,
    writePlan,
    saveFile: async (path, text) => {
      watch.see('a saved file', text);
      await saveTextFile(path, text);
    },
    refuseUnsavable,
    startSandbox:
      options.startSandbox ??
      (async () => {
        throw new Error('a test starts its own sandbox');
      }),
    readStdin: async () => {
      const { stdin = '' } = options;
      if (options.stdinIsText !== true) watch.learn('what came by standard input', stdin.trim());
      return stdin;
    },
    makeTemporaryDirectory: () => makeTemporaryDirectory(tmpdir()),
    runSelf:
      options.runSelf ??
      (async () => {
        throw new Error('a test of rehearse runs the built program');
      }),
  };
}

/** The secret halves that stand in a file of profiles. */
function learnProfile(text: string, watch: SecretWatch): void {
  for (const [, name = '', secret = ''] of text.matchAll(/^(private_api_key|client_secret) *= *"(.*)"$/gm))
    watch.learn(`${name} of a profile`, secret);
}

function watchedFiles(files: MigrationFiles, watch: SecretWatch): MigrationFiles {
  const { state, secrets, scripts, audit, choices, answers, checkpoints, samples, outbox, lastCheck, lock } = files;
  return {
    state: watchedPort(state, watch),
    secrets: watchedPort(secrets, watch),
    scripts: watchedPort(scripts, watch),
    audit: watchedPort(audit, watch),
    choices: watchedPort(choices, watch),
    answers: watchedPort(answers, watch),
    checkpoints: watchedPort(checkpoints, watch),
    samples: watchedPort(samples, watch),
    outbox: watchedPort(outbox, watch),
    lastCheck: watchedPort(lastCheck, watch),
    sideAudit: watchedPort(files.sideAudit, watch),
    verifications: async () => watchedPort(await files.verifications(), watch),
    cutover: async () => watchedPort(await files.cutover(), watch),
    lock: watchedPort(lock, watch),
  };
}

function openFiles(
  path: string,
  clock: RunClock,
  watch: SecretWatch,
  self?: PortsOptions['process'],
): Promise<MigrationFiles> {
  return openMigrationFiles(path, openerFor(clock, watch, self));
}

function openerFor(clock: RunClock, watch: SecretWatch, self = { pid: process.pid, isAlive }): Opener {
  return {
    ...self,
    host: hostname(),
    user: 'tester',
    uid: process.getuid?.(),
    clock,
    warn: (message) => watch.see('a warning', message),
  };
}

const machine: MachineFacts = {
  livemig: '0.0.0-test',
  node: process.version,
  ...{ platform: 'linux', arch: 'x64', openssl: '3.0.0', oldestTls: 'TLSv1.2' },
  terminals: { input: false, output: false, error: false },
  colors: 0,
  alphabet: 'unicode',
};

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
