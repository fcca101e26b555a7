import { execFile } from 'node:child_process';

/** Whether a process is in the foreground of its terminal, as `ps` marks it by a plus sign (macOS and Linux, ps(1)). */
export function isForegroundJob(pid: number): Promise<boolean> {
  return new Promise((resolve) => {
    execFile('ps', ['-o', 'stat=', '-p', String(pid)], (error, state) =>
      resolve(error === null && state.includes('+')),
    );
  });
}
