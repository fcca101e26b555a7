import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Session, withSession } from '../../../src/cli/session.ts';
import type { SessionSetup } from '../../../src/cli/session-setup.ts';
import type { Prompter } from '../../../src/core/ports.ts';
import { inputs } from '../../../src/stages/inputs.ts';
import { needsOf } from '../../../src/stages/needs.ts';
import { caught } from '../../support/caught.ts';
import { openTestHost } from '../../support/test-ports.ts';

const needs = needsOf('verify', { atlas: 'never', manager: 'never', source: 'needed', destination: 'needed' });
const env = {
  LIVEMIG_SOURCE_URI: 'mongodb://reader:read-only-1@db01.example',
  LIVEMIG_DESTINATION_URI: 'mongodb+srv://reader:read-only-2@billing0.example',
};

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'livemig-session-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

async function inSession<T>(
  given: Readonly<Record<string, string>>,
  use: (session: Session) => Promise<T>,
  prompter?: Prompter,
): Promise<T> {
  const { ports, events, end } = openTestHost({ env: given, ...(prompter === undefined ? {} : { prompter }) });
  const setup: SessionSetup = { command: 'verify', ...needs, readOnly: true, options: { dir: join(directory, 'x') } };
  try {
    return await withSession(setup, ports, use);
  } finally {
    expect(events.filter((event) => event.type === 'input' && event.input.endsWith('credentials'))).toEqual([]);
    end();
  }
}

describe('a command that talks to the two deployments alone', () => {
  it('works without any key', async () => {
    const seen = await inSession(env, async ({ world, credentialVariables }) => ({
      uris: [world.values.sourceUri?.reveal(), world.values.destinationUri?.reveal()],
      hasManager: world.hasManager,
      credentialVariables,
    }));
    expect(seen).toEqual({ uris: Object.values(env), hasManager: false, credentialVariables: [] });
  });

  it('does not read a key that is there, be it right or half of one', async () => {
    const half = { ...env, LIVEMIG_ATLAS_PUBLIC_KEY: 'abcdefgh', LIVEMIG_MANAGER_PRIVATE_KEY: 'half-of-a-pair' };
    expect(await inSession(half, async ({ credentialVariables }) => credentialVariables)).toEqual([]);
  });

  it.each([
    [{}, ['sourceUri', 'destinationUri']],
    [{ LIVEMIG_SOURCE_URI: env.LIVEMIG_SOURCE_URI }, ['destinationUri']],
  ])('names every connection string that is missing, and no key: of %j', async (given, missing) => {
    const error = await caught(inSession(given, async () => undefined));
    expect(error).toMatchObject({ kind: 'usage', code: 'INPUTS' });
    const named = error.message.split('\n').flatMap((line) => /^ {2}- (\w+):/.exec(line)?.[1] ?? []);
    expect(named).toEqual(missing);
    expect(`${error.message} ${error.fix}`).not.toMatch(/Atlas|_KEY|_CLIENT/);
  });

  it('asks a person for them, and for nothing else', async () => {
    const asked: string[] = [];
    const ask: Prompter['ask'] = async ({ message }) => {
      asked.push(message);
      return message === inputs.sourceUri.title ? env.LIVEMIG_SOURCE_URI : env.LIVEMIG_DESTINATION_URI;
    };
    await inSession({}, async () => undefined, { ask, askOrBack: ask });
    expect(asked).toEqual([inputs.sourceUri.title, inputs.destinationUri.title]);
  });

  it('is told what it would take where a step asks Atlas all the same', async () => {
    const error = await caught(inSession(env, async ({ world }) => void world.atlas));
    expect(error).toMatchObject({
      ...{ kind: 'credentials', code: 'CREDENTIALS_MISSING', data: { credentials: ['Atlas'] } },
      message: expect.stringContaining('LIVEMIG_ATLAS_'),
    });
  });
});
