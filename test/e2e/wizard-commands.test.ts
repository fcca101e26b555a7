import { describe, expect, it } from 'vitest';
import type { SandboxOptions } from '../../src/sandbox/index.ts';
import { newId } from '../../src/sandbox/scenario/default-scenario.ts';
import { migrateByKeyboard, withCommand } from '../support/migrate-by-keyboard.ts';
import { startPaperSandbox } from '../support/paper-sandbox.ts';
import { pasteInShell } from '../support/paste-in-shell.ts';
import { journalIn, openPlace, type Person, type Place } from '../support/wizard.ts';

/** Two sandboxes of this kind differ in their addresses and secrets alone. */
function twins(): Partial<SandboxOptions> {
  const content = {
    atlas: {
      organization: { id: newId() },
      projects: [
        { id: newId(), name: 'billing', clusters: [{ name: 'Billing0' }, { name: 'Spare0' }] },
        { id: newId(), name: 'reporting', clusters: [{ name: 'Reporting0' }] },
      ],
    },
    manager: {
      organization: { id: newId() },
      projects: [
        { id: newId(), name: 'billing-prod', deployments: [{ name: 'rs-billing', managed: false }] },
        { id: newId(), name: 'billing-staging' },
      ],
    },
  };
  return { scenarioFile: { path: 'twins.json', content } };
}

interface Printed {
  readonly command: string;
  readonly variables: readonly string[];
}

/** The commands below the plans, as a person would mark them with the mouse, and the variables that they are said to need. */
function printedBy(person: Person): Printed[] {
  const screen = person.scrollback().join('\n');
  const found = screen.matchAll(
    /^The same without a terminal:\n((?:.* \\\n)*.*)\nIt reads the secrets from ([^.]*)\./gm,
  );
  return [...found].map(([, command = '', names = '']) => ({ command, variables: names.split(/,\s+/) }));
}

function atTwin(text: string, from: Place, to: Place): string {
  return text
    .replaceAll(from.sandbox.atlasUrl, to.sandbox.atlasUrl)
    .replaceAll(from.sandbox.managerUrl, to.sandbox.managerUrl);
}

function environmentFor({ variables }: Pick<Printed, 'variables'>, { sandbox }: Place): Record<string, string> {
  const values = variables.map((name) => [name, sandbox.env[name] ?? `the sandbox has no ${name}`] as const);
  return { ...Object.fromEntries(values), LIVEMIG_POLL_INTERVAL: '20ms' };
}

/** Without what is another at each run: times, and what the services answered. */
function comparable(place: Place) {
  const { inputs, names, steps } = journalIn(place);
  const { LIVEMIG_ATLAS_URL: atlasUrl, LIVEMIG_MANAGER_URL: managerUrl } = place.sandbox.env;
  expect(inputs).toMatchObject({ atlasUrl, managerUrl });
  return {
    inputs: { ...inputs, atlasUrl: '', managerUrl: '' },
    names,
    steps: Object.fromEntries(Object.entries(steps).map(([id, { state }]) => [id, state])),
  };
}

describe.skipIf(process.platform === 'win32')(
  'the commands that the plans print (skipped on Windows, because they are for its shells in other quotes)',
  () => {
    it('work when pasted, with the variables that they name, and leave the same journal as the answers', async () => {
      const kind = twins();
      const typed = await openPlace(kind, startPaperSandbox);
      const pasted = await openPlace(kind, startPaperSandbox);
      const { person, end } = await migrateByKeyboard(typed, {}, withCommand);
      expect(end.exitCode).toBe(0);
      const printed = printedBy(person);
      expect(printed.map(({ command }) => command.trim().split(' ')[1])).toEqual(['link', 'provision', 'start']);
      let next = '';
      for (const { command, variables } of printed) {
        const env = environmentFor({ variables }, pasted);
        const { exitCode, stdout, stderr } = await pasteInShell(atTwin(command, typed, pasted), env, pasted.directory);
        expect([command, exitCode, stderr]).toEqual([command, 0, expect.any(String)]);
        next = /^Next: (livemig .*?) {3}/m.exec(stdout)?.[1] ?? '';
      }
      expect(next).toBe('livemig cutover --confirm Billing0');
      const env = environmentFor({ variables: printed.flatMap(({ variables }) => variables) }, pasted);
      expect((await pasteInShell(next, env, pasted.directory)).exitCode).toBe(0);
      expect(comparable(pasted)).toEqual(comparable(typed));
    });
  },
);
