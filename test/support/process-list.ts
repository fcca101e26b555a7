import { readFileSync } from 'node:fs';

/** A process as every user of the machine sees it, and the environment that its parent gave it. */
export interface ListedProcess {
  readonly args: readonly string[];
  readonly given: Readonly<Record<string, string>>;
}

/** The process, whose environment is known, and its children, as Linux lists them just now; none elsewhere. */
export function listedProcesses(pid: number): ListedProcess[] {
  const children = read(pid, `task/${pid}/children`).split(' ').filter(Boolean).map(Number);
  const itself = { args: argumentsOf(pid), given: {} };
  return [itself, ...children.map((child) => ({ args: argumentsOf(child), given: environmentOf(child) }))];
}

function argumentsOf(pid: number): string[] {
  return read(pid, 'cmdline').split('\0');
}

function environmentOf(pid: number): Record<string, string> {
  const pairs = read(pid, 'environ').split('\0');
  return Object.fromEntries(pairs.map((pair) => [pair.replace(/=.*/s, ''), pair.replace(/^[^=]*=?/s, '')]));
}

/** Empty for a process that has ended meanwhile, and where there is no such list. */
function read(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
