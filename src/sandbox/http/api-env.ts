import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Identity } from '../scenario/scenario.ts';

/** What travels with a request through the middlewares of one API. */
export interface ApiEnv {
  Bindings: HttpBindings;
  Variables: { dropped: boolean; identity: Identity; address: string };
}

export type ApiContext = Context<ApiEnv>;
