import { setMaxListeners } from 'node:events';
import { createRequire } from 'node:module';
import { availableParallelism, homedir, hostname, tmpdir, userInfo } from 'node:os';
import { isatty } from 'node:tty';
import type { AnswerNote } from './api/http.ts';
import type { Connection, RunPorts } from './cli/run-ports.ts';
import { runProgram } from './cli/run-program.ts';
import { leftRunning, signalOfRun } from './core/deadline.ts';
import type { MachineFacts } from './core/doctor/doctor-facts.ts';
import { exitCodes as byKind } from './core/error-codes.ts';
import { LivemigError } from './core/errors.ts';
import type { Prompter, Reporter, RunClock } from './core/ports.ts';
import type { ProfileFile } from './core/profiles/profile.ts';
import { createSleep, longestTimerMs } from './core/sleep.ts';
import { untilAborted } from './core/until-aborted.ts';
import { restoreCursor } from './terminal/cursor.ts';
import type { KeyboardOptions } from './terminal/keyboard.ts';
import { watchOutput } from './terminal/lost-output.ts';
import { forgiveLostTerminal } from './terminal/lost-terminal.ts';

/** What a program that is a single file has in it, because it has no files beside it. */
export interface Embedded {
  readonly version: string;
  /** The first module of a thread that compares, as a CommonJS script. */
  readonly threadScript: () => string;
}

/**
 * The one place that touches the process: builds the world from it, hands over its signals, sets its exit code.
 * What costs time to load is imported when it is first needed, so that `--help` answers at once.
 */
export async function main(embedded?: Embedded): Promise<void> {
  // Should Node end by itself, as it does when a terminal goes away at a prompt, the code must not say success.
  process.exitCode = 70;
  const argv = process.argv.slice(2);
  const terminals = [0, 1, 2].filter((fd) => isatty(fd));
  const lost = watchOutput(process.stdout);
  watchOutput(process.stderr);
  const { signal, leave } = listenToSignals();
  const exitCode = await runProgram(argv, {
    // Read only when it is asked for.
    get version() {
      return versionOf(embedded);
    },
    columns: process.stdout.columns,
    env: process.env,
    out: (text) => void process.stdout.write(text),
    knownChoices: async (directory) => (await import('./files/choice-store.ts')).readKnownChoices(directory),
    profileFiles,
    makePorts: (timeoutMs) => makePorts(argv, signalOfRun(signal, timeoutMs, clock), leave, embedded),
  });
  process.exitCode = await withOutput(exitCode, lost);
  if (terminals.some((fd) => !isatty(fd))) endBySignal('SIGHUP');
}

/** Who did not get the result must not be told by the exit code that all is well. A stream says so a turn later. */
async function withOutput(exitCode: number, lost: () => Error | undefined): Promise<number> {
  await new Promise<void>((resolve) => void setImmediate(resolve));
  const error = lost();
  if (error === undefined) return exitCode;
  process.stderr.write(`Standard output could not be written (${error.message}).\n`);
  return exitCode === 0 ? 1 : exitCode;
}

type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';
const exitCodes: Readonly<Record<StopSignal, number>> = {
  SIGINT: byKind.interrupted,
  SIGTERM: byKind.terminated,
  SIGHUP: byKind.terminated,
};

/** Long enough for what is on its way to a file; what is still open then is not waited for. */
const lingerMs = 500;

/**
 * The command has ended and said so: a connection that nobody answers, or whatever else it has left open, must not keep
 * the process. Where nothing is open it has ended before. A reader that is slow gets every line.
 */
export function endSoon(): void {
  const end = () => {
    if (process.exitCode === exitCodes.SIGINT) leaveAtOnce('SIGINT');
    if (process.exitCode === exitCodes.SIGTERM) leaveAtOnce('SIGTERM');
    process.exit();
  };
  setTimeout(() => process.stdout.write('', () => process.stderr.write('', end)), lingerMs).unref();
}

/**
 * Node waits at its own end for what its threads do (20.20.2), such as the look-up of a name or the opening of a pipe:
 * then the process ends by the signal itself, which a shell counts as the same exit code.
 */
function leaveAtOnce(name: StopSignal): void {
  if (process.getActiveResourcesInfo().some((kind) => /^(FSReq|GetAddrInfo|GetNameInfo)/.test(kind))) endBySignal(name);
  process.exit(exitCodes[name]);
}

const clock: RunClock = {
  now: () => new Date(),
  elapsed: () => performance.now(),
  alarm: ringAfter,
  random: Math.random,
  sleep: createSleep((ms, ring) => {
    const timer = setTimeout(ring, ms);
    return () => clearTimeout(timer);
  }),
};

function ringAfter(ms: number, ring: () => void): void {
  const isLong = ms > longestTimerMs;
  setTimeout(isLong ? () => ringAfter(ms - longestTimerMs, ring) : ring, isLong ? longestTimerMs : ms).unref();
}

async function makePorts(
  argv: readonly string[],
  signal: AbortSignal,
  leave: Leave,
  embedded: Embedded | undefined,
): Promise<RunPorts> {
  // As many reads as there are wait for its end side by side; Node would warn of a leak at the eleventh.
  setMaxListeners(0, signal);
  const hasTerminal = process.stdin.isTTY && process.stderr.isTTY && !process.env.CI;
  if (hasTerminal) forgiveLostTerminal(process.stdin);
  const { reporter, pause } = await makeReporter(argv, hasTerminal, leave);
  const user = userName();
  const readFile = async (path: string, most?: number) =>
    (await import('./files/read-file.ts')).readTextFile(path, most);
  const version = versionOf(embedded);
  const ports = { clock, signal, userAgent: `livemig/${version} (${process.platform};${process.arch})` };
  const warn = (message: string) =>
    reporter.report({ type: 'note', time: clock.now().toISOString(), level: 'warning', message });
  const opener = { pid: process.pid, host: hostname(), user, uid: process.getuid?.(), clock, isAlive, warn };
  const [
    { createFlagApprover, createTypedApprover },
    { createInspector },
    { createOutlets },
    { createDoctorPorts },
    prompter,
  ] = await Promise.all([
    import('./terminal/approvers.ts'),
    import('./inspector.ts'),
    import('./outlets.ts'),
    import('./doctor-looks.ts'),
    hasTerminal ? makePrompter(argv, signal, pause ?? (() => {})) : undefined,
  ]);
  return {
    env: process.env,
    clock,
    signal,
    user,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    cores: availableParallelism(),
    version,
    reporter,
    err: (text) => void process.stderr.write(text),
    typedCredentials: new Map(),
    profiles: {
      files: () => untilAborted(signal, profileFiles()),
      keyring: async (service, entries) => {
        const { readKeyring } = await import('./processes/keyring.ts');
        const library = () => keyringLibrary(embedded);
        const options = { node: process.execPath, library, env: process.env, signal };
        return untilAborted(signal, readKeyring(service, entries, options));
      },
    },
    prompter: () => prompter,
    approver: (asked, confirm) =>
      asked === undefined ? createFlagApprover(confirm) : createTypedApprover(asked, confirm),
    openDirectory: async (path) => {
      const { openMigrationFiles } = await import('./files/migration-files.ts');
      return openMigrationFiles(path, opener);
    },
    findMigrations: async (directory, atMost) => {
      const { findMigrations } = await import('./files/find-migrations.ts');
      return findMigrations(directory, { home: homedir(), uid: process.getuid?.() }, atMost);
    },
    async connectAtlas({ onAnswer, ...connection }) {
      const [{ createHttp }, { atlasApi }] = await Promise.all([import('./api/http.ts'), import('./api/atlas.ts')]);
      return atlasApi(createHttp({ ...connection, ...ports, serviceName: 'Atlas', onAnswer: noted(onAnswer) }));
    },
    async connectManager({ kind, caFile, onAnswer, ...connection }) {
      const [{ createHttp }, { managerApi }] = await Promise.all([
        import('./api/http.ts'),
        import('./api/ops-manager.ts'),
      ]);
      const serviceName = kind === 'ops-manager' ? 'Ops Manager' : 'Cloud Manager';
      const ca = caFile === undefined ? {} : { ca: { file: caFile, pem: await readFile(caFile) } };
      return managerApi(createHttp({ ...connection, ...ports, ...ca, serviceName, onAnswer: noted(onAnswer) }));
    },
    inspector: createInspector(signal, clock, embedded?.threadScript),
    remoteShell: {
      run: async (target, script, secret) =>
        (await import('./processes/remote-shell.ts')).runOverSsh(target, script, secret, hasTerminal, signal),
    },
    doctor: createDoctorPorts({ ...ports, opener, machine: () => machineOf(argv, version) }),
    outlets: createOutlets({ ...ports, kill: (pid, name) => void process.kill(pid, name) }),
    writePlan: async (directory, files) => (await import('./files/plan-directory.ts')).writePlan(directory, files),
    readFile: (path, most) => untilAborted(signal, readFile(path, most)),
    saveFile: async (path, text) => (await import('./files/save-text-file.ts')).saveTextFile(path, text),
    refuseUnsavable: async (path) => (await import('./files/save-text-file.ts')).refuseUnsavable(path),
    readStdin: () => untilAborted(signal, readAll(process.stdin)),
    startSandbox: async (options) => {
      const [{ SandboxError, startSandbox }, { refusedBySandbox }] = await Promise.all([
        import('./sandbox/index.ts'),
        import('./cli/sandbox-refusal.ts'),
      ]);
      return untilAborted(signal, startSandbox({ ...options, clock })).catch((error: unknown) => {
        throw error instanceof SandboxError ? refusedBySandbox(error) : error;
      });
    },
    makeTemporaryDirectory: async () =>
      (await import('./files/temporary-directory.ts')).makeTemporaryDirectory(tmpdir()),
    runSelf: async ({ args, env, line }) =>
      (await import('./processes/run-self.ts')).runSelf({
        self: embedded === undefined ? [process.execPath, process.argv[1] ?? ''] : [process.execPath],
        args,
        env: { ...withoutOurVariables(process.env), ...env },
        signal,
        line,
        err: (text) => void process.stderr.write(text),
      }),
  };
}

function noted(onAnswer: Connection['onAnswer']): (note: AnswerNote) => Promise<void> {
  return async (note) => onAnswer({ kind: 'request', ...note });
}

/** People and machines are told apart by one flag, looked for before the arguments are parsed: errors need it too. */
async function makeReporter(
  argv: readonly string[],
  hasTerminal: boolean,
  leave: Leave,
): Promise<{ reporter: Reporter; pause?: () => void }> {
  const write = (text: string) => void process.stdout.write(text);
  if (argv.includes('--json')) {
    const { createJsonReporter } = await import('./terminal/json-reporter.ts');
    return { reporter: createJsonReporter(write) };
  }
  const { createHumanReporter } = await import('./terminal/human-reporter.ts');
  const { progressMoves } = await import('./terminal/color.ts');
  const terminal = await terminalOf(argv);
  const conversation = terminal.output(process.stderr);
  // Windows has no signals that Ctrl-C could be handed on by.
  const hasKeys = hasTerminal && !argv.includes('--no-input') && process.platform !== 'win32';
  const reporter = createHumanReporter({
    out: { ...terminal.output(process.stdout), write },
    err: {
      ...conversation,
      stream: process.stderr,
      linesMove: progressMoves(argv, conversation.linesMove),
    },
    alphabet: terminal.alphabet,
    columns: terminal.columns,
    quiet: argv.includes('--quiet'),
    verbose: argv.includes('--verbose'),
    // How long something takes does not change when the date is set.
    now: () => new Date(clock.elapsed()),
    follow: {
      rows: () => process.stderr.rows ?? 24,
      now: clock.now,
      every,
      keyboard: hasKeys ? (await import('./terminal/keyboard.ts')).createKeyboard(keyboardOptions()) : undefined,
      leave,
    },
  });
  return { reporter, pause: reporter.pause };
}

function keyboardOptions(): KeyboardOptions {
  return { input: process.stdin, jobs: { raise: (name) => void process.kill(0, name), isInForeground, onStop }, every };
}

async function isInForeground(): Promise<boolean> {
  const { isInForeground: isBySystem } = await import('./files/foreground.ts');
  return (await isBySystem()) ?? (await import('./processes/foreground-job.ts')).isForegroundJob(process.pid);
}

/** A stop that nobody could end, as there is no shell that knows of it, the system itself does without. */
function onStop(suspend: () => void, resume: () => void): () => void {
  const stop = () => {
    suspend();
    process.off('SIGTSTP', stop);
    process.kill(process.pid, 'SIGTSTP');
    process.on('SIGTSTP', stop);
    resume();
  };
  process.on('SIGTSTP', stop).on('SIGCONT', resume);
  return () => void process.off('SIGTSTP', stop).off('SIGCONT', resume);
}

/** Keeps no process alive. */
function every(ms: number, call: () => void): () => void {
  const timer = setInterval(call, ms).unref();
  return () => clearInterval(timer);
}

/** Asks on stderr, where the conversation is; only for a terminal. */
async function makePrompter(argv: readonly string[], signal: AbortSignal, beforeAsk: () => void): Promise<Prompter> {
  const [{ createStyle }, { forgetTypedAhead }, terminal] = await Promise.all([
    import('./terminal/style.ts'),
    import('./terminal/typed-ahead.ts'),
    terminalOf(argv),
  ]);
  const { colorLevel, linesMove } = terminal.output(process.stderr);
  const style = createStyle({ colorLevel, alphabet: terminal.alphabet, width: terminal.columns });
  const { stdin: input, stderr: output } = process;
  const turn = () => new Promise<void>((resolve) => void setImmediate(resolve));
  const forget = () => forgetTypedAhead({ input, signal, turn });
  const options = { input, output, signal, style, beforeAsk, forgetTypedAhead: forget };
  if (!linesMove) return (await import('./terminal/plain-prompts.ts')).createPlainPrompter(options);
  const { createPrompter } = await import('./terminal/prompts.ts');
  return createPrompter({ ...options, onContinued, rows: () => process.stderr.rows ?? 24 });
}

/** After Ctrl-Z, by `fg`. */
function onContinued(call: () => void): () => void {
  // Readline, which listens later, is to have paused its input by then.
  const soon = () => void setImmediate(call);
  process.on('SIGCONT', soon);
  return () => void process.off('SIGCONT', soon);
}

/** What is known of the terminal before the arguments are parsed. */
async function terminalOf(argv: readonly string[]) {
  const { alphabetOf, colorLevel, isAccessible, isWindow, linesCanMove } = await import('./terminal/color.ts');
  const { env, platform, stderr } = process;
  const noColorFlag = argv.includes('--no-color');
  const accessible = isAccessible(env, argv.includes('--accessible'));
  return {
    alphabet: alphabetOf({ env, platform, accessible }),
    columns: () => stderr.columns ?? 80,
    output: ({ isTTY = false }: NodeJS.WriteStream) => ({
      isTerminal: isWindow(env, isTTY),
      linesMove: linesCanMove(env, isTTY) && !accessible,
      colorLevel: colorLevel({ env, isTerminal: isTTY, noColorFlag }),
    }),
  };
}

/** This machine and this terminal, for `livemig doctor`. */
async function machineOf(argv: readonly string[], livemig: string): Promise<MachineFacts> {
  const [{ oldestTls }, terminal] = await Promise.all([import('./network/oldest-tls.ts'), terminalOf(argv)]);
  const { stdin, stdout, stderr, platform, arch, version: node, versions } = process;
  const terminals = { input: stdin.isTTY, output: stdout.isTTY, error: stderr.isTTY };
  return {
    ...{ livemig, node, platform, arch, libc: libcOf(), openssl: versions.openssl, oldestTls },
    terminals: { input: terminals.input ?? false, output: terminals.output ?? false, error: terminals.error ?? false },
    columns: stdout.columns ?? stderr.columns,
    colors: terminal.output(stdout).colorLevel,
    alphabet: terminal.alphabet,
  };
}

/** Where Node does not tell, as on musl, nothing. The report would look up the names of all open connections. */
function libcOf(): string | undefined {
  // The types of 22 do not know it (Node 20.13).
  Object.assign(process.report, { excludeNetwork: true });
  const report: unknown = process.report.getReport();
  const header = typeof report === 'object' && report !== null && 'header' in report ? report.header : undefined;
  const known = typeof header === 'object' && header !== null && 'glibcVersionRuntime' in header;
  return known ? `glibc ${String(header.glibcVersionRuntime)}` : undefined;
}

/** Signal 0 only asks; a process of another user exists as well (EPERM). */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * The first signal stops in order: reads and waits end, a write on its way is finished and recorded. The second leaves
 * at once, unless it is SIGHUP: a window that is closed sends that twice, and a service manager right after SIGTERM.
 */
function listenToSignals(): { readonly signal: AbortSignal; readonly leave: Leave } {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      restoreCursor(process.stderr);
      if (controller.signal.aborted && name !== 'SIGHUP') leaveAtOnce(name);
      controller.abort(stoppedBy(name));
    });
  }
  return { signal: controller.signal, leave: (whatGoesOn) => controller.abort(leftRunning(whatGoesOn)) };
}

type Leave = (whatGoesOn: string) => void;

/**
 * Where the terminal has gone, Node aborts at its own end (20.20.2: SIGABRT, sometimes SIGSEGV), whatever the exit code,
 * and a memory image with credentials may come to lie on the disk. So the process ends by the signal itself.
 */
function endBySignal(name: StopSignal): void {
  // Node puts it back only where it ends by itself.
  if (process.stdin.isRaw) process.stdin.setRawMode(false);
  process.removeAllListeners(name);
  process.kill(process.pid, name);
}

function stoppedBy(name: StopSignal): LivemigError {
  const byHand = name === 'SIGINT';
  return new LivemigError({
    kind: byHand ? 'interrupted' : 'terminated',
    code: byHand ? 'INTERRUPTED' : 'TERMINATED',
    message: `Stopped by ${byHand ? 'Ctrl-C' : name}.`,
    fix: 'Run the same command again; what has been done is not done twice.',
  });
}

async function readAll(stream: NodeJS.ReadStream): Promise<string> {
  stream.setEncoding('utf8');
  let text = '';
  for await (const chunk of stream) text += chunk;
  return text;
}

/** A rehearsal must not meet the credentials of a real migration. */
function withoutOurVariables(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(LIVEMIG|MONGODB_ATLAS|MCLI)_/.test(name)));
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run with a user id that has no name.
    return String(process.getuid?.() ?? 'unknown');
  }
}

async function profileFiles(): Promise<ProfileFile[]> {
  return (await import('./files/profile-files.ts')).readProfileFiles({ env: process.env, platform: process.platform });
}

/** A program that is a single file has no packages beside it, and is not the Node.js that could run one. */
function keyringLibrary(embedded: Embedded | undefined): string {
  if (embedded !== undefined) throw new Error('there are no packages');
  return createRequire(import.meta.url).resolve('@napi-rs/keyring');
}

function versionOf(embedded: Embedded | undefined): string {
  if (embedded !== undefined) return embedded.version;
  const manifest: unknown = createRequire(import.meta.url)('../package.json');
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'unknown';
}
