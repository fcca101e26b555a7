import { spawn } from 'node:child_process';
import { LivemigError } from '../core/errors.ts';
import { harmless } from '../core/harmless.ts';
import { installedMark, refusedMark } from '../core/install-outcome.ts';
import type { Secret } from '../core/secret.ts';

/**
 * The first line of standard input is the key, the rest the script: neither is ever an argument. Nor is a proxy of the
 * environment there, which may hold a password; sudo would drop it, and so it goes by the same way.
 */
const remoteCommand = [
  "run='IFS= read -r https_proxy; IFS= read -r no_proxy; IFS= read -r MMS_API_KEY; export https_proxy no_proxy MMS_API_KEY; exec bash -s'",
  'become=; [ "$(id -u)" = 0 ] || become="sudo -n"',
  '{ for one in https_proxy no_proxy; do printenv "$one" || printenv "$(echo "$one" | tr a-z A-Z)" || echo; done; cat; } | $become bash -c "$run"',
].join('; ');

/**
 * Runs a script as root on another machine through the system's own ssh, which knows the user's keys, agent and known
 * hosts. `mayAsk` lets ssh ask on the terminal. Only the script's own last line says that it has done its work; that
 * the connection ended well does not. Fails with kind `step-failed` and the last lines that came back, or `blocked` where
 * the script refuses the host.
 */
export async function runOverSsh(target: string, script: string, secret: Secret, mayAsk: boolean, signal: AbortSignal) {
  const batch = mayAsk ? [] : ['-o', 'BatchMode=yes'];
  const child = spawn('ssh', [...batch, '--', target, remoteCommand], { stdio: ['pipe', 'pipe', 'pipe'], signal });
  const said: string[] = [];
  let out = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => said.push(text));
  }
  child.stdout.on('data', (text: string) => {
    out += text;
  });
  // A host that hangs up early closes the pipe; its exit code says why.
  child.stdin.on('error', () => {});
  child.stdin.end(`${secret.reveal()}\n${script}`);
  const code = await new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (exit, killedBy) => resolve(exit ?? String(killedBy)));
  });
  signal.throwIfAborted();
  const lines = said.join('').trim().split('\n');
  const refused = lines.find((line) => line.startsWith(refusedMark));
  if (refused !== undefined) throw belongsToOthers(target, refused.slice(refusedMark.length).trim());
  const last = lines.slice(-5).join('\n');
  if (code !== 0) throw failed(target, `failed (${code})`, last);
  const isInstalled = out.trim().split('\n').at(-1)?.startsWith(installedMark) === true;
  if (!isInstalled) throw failed(target, 'ended without saying that it had finished', last);
}

function failed(target: string, how: string, said: string): LivemigError {
  return new LivemigError({
    kind: 'step-failed',
    code: 'SSH_FAILED',
    message: `The installation on ${target} ${how}${said === '' ? '.' : `:\n${said}`}`,
    fix: `Check whether \`ssh ${target}\` works, and that sudo needs no password there; or use --agent script and run the script yourself.`,
  });
}

function belongsToOthers(target: string, why: string): LivemigError {
  return new LivemigError({
    kind: 'blocked',
    code: 'AGENT_OF_OTHERS',
    message: `${target} was left as it is: ${harmless(why)}`,
    fix: 'Use another host with --migration-host; or, if its agent is to leave that project, `livemig provision --take-over`.',
  });
}
