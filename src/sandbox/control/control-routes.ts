import { Hono } from 'hono';
import { z } from 'zod';
import type { FaultPlan } from '../faults/fault-plan.ts';
import type { ApiEnv } from '../http/api-env.ts';
import type { RequestEntry } from '../http/request-log.ts';
import { migrationView } from '../migration/migration-view.ts';
import type { Migrations } from '../migration/migrations.ts';
import { SandboxError } from './sandbox-error.ts';

/** The writer of the source's traffic. */
export interface Traffic {
  start(): Promise<void>;
  /** Fulfilled when the last write is through. */
  stop(): Promise<void>;
}

export interface ControlParts {
  readonly requests: readonly RequestEntry[];
  readonly faults: FaultPlan;
  readonly migrations: Migrations;
  readonly traffic: Traffic;
  readonly notes: readonly string[];
  /** What calls have made, as it stands now. */
  made(): unknown;
}

const NewFaults = z.strictObject({ faults: z.array(z.string()) });

/**
 * Steering the sandbox while it runs: without authentication, which is only good because `listen` lets nobody in but
 * the programs of this machine, and never with a secret.
 */
export function controlRoutes({ requests, faults, migrations, traffic, notes, made }: ControlParts): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.get('/requests', (c) => c.json({ requests }));
  app.get('/state', (c) => c.json({ notes, migrations: migrations.all().map(migrationView), made: made() }));
  app.post('/faults', async (c) => {
    const { faults: specs } = NewFaults.parse(await c.req.json());
    faults.add(specs);
    return c.body(null, 204);
  });
  app.get('/faults', (c) => c.json({ faults: faults.list() }));
  app.delete('/faults', (c) => {
    faults.clear();
    return c.body(null, 204);
  });
  app.post('/traffic/stop', async (c) => {
    await traffic.stop();
    return c.body(null, 204);
  });
  app.post('/traffic/start', async (c) => {
    await traffic.start();
    return c.body(null, 204);
  });
  app.onError((error, c) => {
    const known = error instanceof SandboxError || error instanceof z.ZodError || error instanceof SyntaxError;
    return c.json(
      { error: error.message, ...(error instanceof SandboxError ? { fix: error.fix } : {}) },
      known ? 400 : 500,
    );
  });
  return app;
}
