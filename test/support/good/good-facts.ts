import type { z } from 'zod';

/** Values of the facts of one family. */
export type GoodFacts<Family extends Readonly<Record<string, z.ZodType>>> = {
  readonly [Id in keyof Family]: z.infer<Family[Id]>;
};
