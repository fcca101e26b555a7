import { readFile } from 'node:fs/promises';

/**
 * Whether this process is in the foreground of its terminal: fields 5 and 8 of /proc/self/stat are its process group and
 * that of the foreground (man 5 proc). `undefined` where there is no /proc.
 */
export async function isInForeground(): Promise<boolean | undefined> {
  const stat = await readFile('/proc/self/stat', 'utf8').catch(() => undefined);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[2] === fields[5];
}
