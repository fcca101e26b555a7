import { spawn } from 'node:child_process';
import { LivemigError } from '../core/errors.ts';
import type { Secret } from '../core/secret.ts';

/** The first line of standard input is the key, the rest the script: neither is ever an argument. */
const remoteCommand = [
  "run='IFS= read -r MMS_API_KEY; export MMS_API_KEY; exec bash -s'",
  'if [ "$(id -u)" = 0 ]; then exec bash -c "$run"; else exec sudo -n bash -c "$run"; fi',
].join('; ');

/**
 * Runs a script as root on another machine through the system's own ssh, which knows the user's keys, agent and known
 * hosts. `mayAsk` lets ssh ask on the terminal. Fails with kind `step-failed` and the last lines that came back.
 */
export async function runOverSsh(target: string, script: string, secret: Secret, mayAsk: boolean, signal: AbortSignal) {
  const batch = mayAsk ? [] : ['-o', 'BatchMode=yes'];
  const child = spawn('ssh', [...batch, '--', target, remoteCommand], { stdio: ['pipe', 'pipe', 'pipe'], signal });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => said.push(text));
  }
  // A host that hangs up early closes the pipe; its exit code says why.
  child.stdin.on('error', () => {});
  child.stdin.end(`${secret.reveal()}\n${script}`);
  const code = await new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (exit, killedBy) => resolve(exit ?? String(killedBy)));
  });
  signal.throwIfAborted();
  if (code !== 0) throw failed(target, code, said.join('').trim().split('\n').slice(-5).join('\n'));
}

function failed(target: string, code: number | string, said: string): LivemigError {
  return new LivemigError({
    kind: 'step-failed',
    code: 'SSH_FAILED',
    message: `The installation on ${target} failed (${code})${said === '' ? '.' : `:\n${said}`}`,
    fix: `Look whether \`ssh ${target}\` works and sudo needs no password there; or use --agent script and run the script yourself.`,
  });
}
