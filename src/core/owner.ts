import { z } from 'zod';

/** The process to which something belongs, such as a lock, with what tells it from another one with the same pid. */
export const Owner = z.object({
  pid: z.int().positive(),
  host: z.string(),
  user: z.string(),
  command: z.string(),
  since: z.iso.datetime(),
  /** These three where the system shows them (`files/process-identity.ts`). */
  bootId: z.string().optional(),
  startTicks: z.string().optional(),
  pidNamespace: z.string().optional(),
});
export type Owner = z.infer<typeof Owner>;

/**
 * `elsewhere`: on another host, in another container, or nobody knows, so that this process cannot see whether it lives.
 */
export type Liveness = 'alive' | 'dead' | 'elsewhere';

/** Whatever command it is at, and since when. */
export function isSameProcess(one: Owner, other: Owner): boolean {
  return (['pid', 'host', 'bootId', 'startTicks', 'pidNamespace'] as const).every((part) => one[part] === other[part]);
}

/** Without what only tells processes apart. */
export function ownerOf({ pid, host, user, command, since }: Owner) {
  return { pid, host, user, command, since };
}

export function ownerText({ pid, host, user, since, command }: Owner): string {
  return `process ${pid} on ${host}, user ${user}, since ${since}: ${command}`;
}
