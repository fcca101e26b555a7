import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { systemReason, systemRemedy } from '../../../src/files/system-error.ts';
import { refusalCodes } from './refusal-codes.ts';

const Thrown = z.object({ name: z.string(), kind: z.string(), message: z.string(), fix: z.string() });

/** What is done with the files of a migration, and the effect that the system refuses meanwhile. */
const refused = [
  ['open', '^lstat state$'],
  ['lock.acquire', '^rm lock.*tmp$'],
  ['lock.acquire', '^open lock\\..*tmp$'],
  ['lock.verify', '^open lock$'],
  ['state.load', '^open state.json$'],
  ['state.load', '^readFile state.json$'],
  ['state.save', '^open state.json.tmp$'],
  ['state.save', '^sync state.json.tmp$'],
  ['state.save', '^rename state.json$'],
  ['state.save', '^open lock$'],
  ['audit.append', '^open events.ndjson$'],
  ['audit.append', '^readFile events.ndjson$'],
  ['audit.append', '^appendFile events.ndjson$'],
  ['audit.append', '^sync events.ndjson$'],
  ['audit.read', '^open events.ndjson$'],
  ['secrets.get', '^open secrets.json$'],
  ['secrets.set', '^rename secrets.json$'],
  ['secrets.remove', '^rm secrets.json$'],
  ['scripts.write', '^rename install-agent-h.sh$'],
  ['scripts.write', '^chmod install-agent-h.sh$'],
] as const;

let place = '';
let program: ReturnType<typeof fork>;

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'livemig-'));
  program = fork(fileURLToPath(new URL('../../support/refuse-effect.js', import.meta.url)), [`${place}/state`]);
  await once(program, 'message');
});

afterAll(async () => {
  program.kill('SIGKILL');
  await rm(place, { recursive: true });
});

describe('a system error', () => {
  it.each(refused)('in %s, at %s, is told in words with what to change', async (does, effect) => {
    for (const code of refusalCodes) {
      const answered = once(program, 'message');
      program.send({ does, effect, code });
      const { name, kind, message, fix } = Thrown.parse((await answered)[0]);
      const error = Object.assign(new Error(), { code });
      expect([name, kind, message]).toEqual(['LivemigError', 'state-file', expect.stringContaining(`${place}/state`)]);
      expect([message, fix]).toEqual([
        expect.stringContaining(systemReason(error)),
        expect.stringContaining(systemRemedy(error)),
      ]);
    }
  });
});
