import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { documentPaths, readDocument, readPage } from '../support/documents.ts';
import { startJourney } from '../support/journey.ts';
import type { Block } from '../support/markdown.ts';

const root = join(import.meta.dirname, '../..');

/** Their commands are of one migration, in this order; what the README has as well is not run again. */
const walk = ['docs/migration.md', 'docs/following-and-cutover.md', 'README.md'];

/** What a person sets or is asked for; all else has to stand in the command. */
const given =
  /^LIVEMIG_(?:ATLAS|MANAGER)_(?:URL|PUBLIC_KEY|PRIVATE_KEY)$|^LIVEMIG_(?:SOURCE_PASSWORD|SOURCE_URI|DESTINATION_URI)$/;

/** Only pages that have some are read: the one about the checks takes half a second. */
const shellBlocks = (path: string) =>
  readDocument(path).includes('```sh\n') ? readPage(path).blocks.filter(({ language }) => language === 'sh') : [];
const isRunHere = ({ comment = '' }: Block) => !/^(?:not run: |run by )/.test(comment);

describe.skipIf(process.platform === 'win32')(
  'the commands of the documents (skipped, because sh reads them, on Windows)',
  () => {
    it('lead through a migration against the sandbox, as they stand', async () => {
      const { run, env, place, close } = await startJourney('cloud-manager');
      onTestFinished(close);
      const asTyped = Object.fromEntries(Object.entries(env).filter(([name]) => given.test(name)));
      const commands = walk.flatMap(shellBlocks).filter(isRunHere).flatMap(commandsIn);
      expect(commands.map(([name]) => name)).toEqual(
        expect.arrayContaining(['check', 'link', 'provision', 'start', 'cutover']),
      );
      for (const [typed, command] of new Map(commands.map((words) => [words.join(' '), words]))) {
        const { exitCode } = await run(inPlace(command, place), { env: { ...asTyped, LIVEMIG_POLL_INTERVAL: '2s' } });
        expect([typed, exitCode]).toEqual([typed, 0]);
      }
    });

    it('are read as a shell reads them, and what is not livemig is not run', () => {
      const text = "export A='…'\nlivemig check --only 'a b' \\\n  --all # words\n";
      expect(commandsIn({ text })).toEqual([['check', '--only', 'a b', '--all']]);
      expect(() => commandsIn({ text: 'rm -f none' })).toThrow('not found');
    });

    it.each(documentPaths)('are run by a test, or %s says to who looks into it why not', (path) => {
      const blocks = shellBlocks(path);
      const unsaid = walk.includes(path) ? [] : blocks.filter(isRunHere);
      expect(unsaid.map(({ text }) => text)).toEqual([]);
      const said = blocks.flatMap(({ comment = '' }) => comment.match(/\btest\/[\w./-]+/g) ?? []);
      expect(said.filter((test) => !existsSync(join(root, test)))).toEqual([]);
      const running = blocks.flatMap(({ comment = '' }) => /^run by (\S+)$/.exec(comment)?.[1] ?? []);
      for (const test of running) expect(readFileSync(join(root, test), 'utf8')).toContain(`readDocument('${path}')`);
    });
  },
);

/** The arguments of each livemig in a block, as sh takes it; any other program is not found. */
function commandsIn({ text }: Pick<Block, 'text'>): string[][] {
  const printed = `livemig() { printf '%s\\0' "$@"; printf '\\n'; }\n${text}`;
  const out = execFileSync('/bin/sh', ['-e', '-c', printed], { env: { PATH: '' }, encoding: 'utf8', stdio: 'pipe' });
  return out.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\0').slice(0, -1)]));
}

/** What it writes is written to the place. */
function inPlace(command: readonly string[], place: string): string[] {
  return command.map((word, at) => (command[at - 1] === '--output' ? join(place, word) : word));
}
