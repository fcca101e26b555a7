import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readKeyring } from '../../../src/processes/keyring.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

/** A package in the place of @napi-rs/keyring, whose entries answer so; `service` and `name` can be used in it. */
async function keyring(getSecret: string, timeoutMs?: number) {
  const path = join(await temporaryDirectory(), 'keyring.cjs');
  await writeFile(
    path,
    `exports.Entry = class { constructor(service, name) { this.getSecret = () => { ${getSecret} }; } };`,
  );
  const options = { node: process.execPath, library: () => path, env: {}, ...(timeoutMs && { timeoutMs }) };
  const answer = await readKeyring('atlascli_work', ['public_api_key', 'private_api_key'], options);
  if (answer.is === 'unreadable') return answer.because;
  return Object.fromEntries(Object.entries(answer.texts).map(([name, text]) => [name, text.reveal()]));
}

it('the entries that there are come back, those of macOS as they were meant', async () => {
  const encoded = Buffer.from('a key').toString('base64');
  const hex = Buffer.from('a key').toString('hex');
  expect(await keyring("return name === 'private_api_key' ? null : [...Buffer.from(service + ' ö')]")).toEqual({
    public_api_key: 'atlascli_work ö',
  });
  expect(
    await keyring(
      `return [...Buffer.from(name === 'public_api_key' ? 'go-keyring-base64:${encoded}' : 'go-keyring-encoded:${hex}')]`,
    ),
  ).toEqual({ public_api_key: 'a key', private_api_key: 'a key' });
});

it('one that refuses is told in its own words, harmless to a terminal', async () => {
  expect(await keyring("throw new Error('no\\u001b[31m access')")).toBe('it says: no\uFFFD[31m access');
});

it('one that blocks its process is ended', async () => {
  const blocks = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)';
  expect(await keyring(blocks, 200)).toMatch(/^it did not answer within 0.2 s/);
});

it('a process that ends by itself is no answer', async () => {
  expect(await keyring('process.exit(1)')).toBe('the process that was to read it ended without an answer');
});

it('without the package it says so, and starts nothing', async () => {
  const library = () => {
    throw new Error('there is none');
  };
  const options = { node: '/there/is/no/such/program', library, env: {} };
  expect(await readKeyring('atlascli_work', ['client_id'], options)).toEqual({
    is: 'unreadable',
    because: 'the package @napi-rs/keyring is not installed beside livemig',
  });
});
