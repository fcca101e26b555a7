import { z } from 'zod';

/** What was read of several servers or sets, by name, and of which it could not be. */
export function ofEach<Value extends z.ZodType>(value: Value) {
  return z.object({
    read: z.array(z.object({ name: z.string(), value })).readonly(),
    unread: z.array(z.object({ name: z.string(), reason: z.string() })).readonly(),
  });
}
