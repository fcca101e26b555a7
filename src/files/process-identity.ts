import { readFile, readlink } from 'node:fs/promises';

/** What tells a process from another one with the same pid, where the system shows it (Linux). */
export interface ProcessIdentity {
  /** One per boot of a machine (man 4 random). Clones of a machine have different ones, its containers the same. */
  readonly bootId?: string;
  /** Clock ticks between boot and the start of the process. */
  readonly startTicks?: string;
  /** Pids mean nothing outside their namespace: two containers may share a host name and a volume. */
  readonly pidNamespace?: string;
}

/** Field 22 of /proc/PID/stat is the start time (man 5 proc); the name in field 2 may itself hold spaces and brackets. */
export async function startTicksOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

/** Empty where there is no /proc. */
export async function identify(pid: number): Promise<ProcessIdentity> {
  const startTicks = await startTicksOf(pid);
  const bootId = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')).trim();
  const pidNamespace = await readlink('/proc/self/ns/pid').catch(() => undefined);
  return {
    ...(bootId !== '' && { bootId }),
    ...(startTicks !== undefined && { startTicks }),
    ...(pidNamespace !== undefined && { pidNamespace }),
  };
}
