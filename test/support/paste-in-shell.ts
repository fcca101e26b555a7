import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { watchSecrets } from './secret-watch.ts';
import { testedProgram } from './tested-program.ts';

export interface Pasted {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a person does with a command that was printed: pastes it into `sh`, where `livemig` is installed. */
export async function pasteInShell(
  text: string,
  env: Readonly<Record<string, string>>,
  directory: string,
): Promise<Pasted> {
  const watch = watchSecrets([], env, directory);
  const child = spawn('sh', ['-c', text], {
    cwd: directory,
    env: { PATH: `${installedIn(directory)}:${process.env.PATH}`, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const pasted = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (part: string) => {
      pasted[name] += part;
      watch.see(name, part);
      watch.look(child.pid);
    });
  }
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  watch.end();
  return { ...pasted, exitCode };
}

/** As a package manager does it: a small script of that name. */
function installedIn(directory: string): string {
  const bin = join(directory, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'livemig'), `#!/bin/sh\nexec '${process.execPath}' '${testedProgram}' "$@"\n`, {
    mode: 0o755,
  });
  return bin;
}
