import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { HappeningName, happenings } from '../../src/core/following/happening.ts';
import { metrics } from '../../src/core/following/metrics.ts';
import { Notification } from '../../src/core/following/notification.ts';
import { HookName, hooks } from '../../src/core/hooks/hook.ts';
import { hookVariableTexts } from '../../src/core/hooks/hook-variables.ts';
import { withSection } from './generated-section.ts';

const path = join(import.meta.dirname, '../../docs/telling.md');
const page = readFileSync(path, 'utf8');

const table = (...rows: readonly string[][]) => rows.map((row) => `| ${row.join(' | ')} |`);

const sections: Readonly<Record<string, string[]>> = {
  hooks: table(
    ['hook', 'when', 'fails'],
    ['---', '---', '---'],
    ...HookName.options.map((name) => [
      `\`${name}\``,
      hooks[name].when,
      hooks[name].stops ? 'the cutover is not requested' : 'a warning',
    ]),
  ),
  variables: table(
    ['variable', 'what it says'],
    ['---', '---'],
    ...Object.entries(hookVariableTexts).map(([name, text]) => [`\`${name}\``, text]),
  ),
  happenings: table(
    ['event', 'what has happened'],
    ['---', '---'],
    ...HappeningName.options.map((name) => [`\`${name}\``, happenings[name]]),
  ),
  metrics: table(
    ['metric', 'type', 'what it says'],
    ['---', '---', '---'],
    ...Object.entries(metrics).map(([name, { type, help }]) => [`\`${name}\``, type, help]),
  ),
};

/** One that is another now fails here; `npm run docs` writes the new one. */
it('the tables in docs/telling.md are those of the code', async () => {
  const made = Object.entries(sections).reduce((text, [name, rows]) => withSection(text, name, rows), page);
  await expect(made).toMatchFileSnapshot(path, 'npm run docs writes it anew');
});

it('the notification in docs/telling.md has every field, and no other', () => {
  const [, example = ''] = /```json\n([^`]*)```/.exec(page) ?? [];
  expect(Object.keys(JSON.parse(example))).toEqual(Object.keys(Notification.shape));
  expect(() => Notification.parse(JSON.parse(example))).not.toThrow();
});
