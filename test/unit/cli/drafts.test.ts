import { describe, expect, it } from 'vitest';
import { openDrafts } from '../../../src/cli/drafts.ts';
import type { InputValue } from '../../../src/core/journal.ts';
import type { AnswerStore } from '../../../src/core/ports.ts';
import { inputs } from '../../../src/stages/inputs.ts';

function memoryAnswers(initial: Readonly<Record<string, InputValue>> = {}) {
  let kept: Readonly<Record<string, InputValue>> | undefined = initial;
  const store: AnswerStore = {
    suggested: async () => kept ?? {},
    keep: async (answers) => {
      kept = answers;
    },
    forget: async () => {
      kept = undefined;
    },
  };
  return { store, now: () => kept };
}

describe('drafts', () => {
  it.each(Object.entries(inputs))('of %s are kept unless they are secret, or a person’s word', async (key, input) => {
    const { store, now } = memoryAnswers();
    const drafts = await openDrafts(store, true);
    drafts.note(key, 'answered');
    await drafts.keep();
    expect(now()).toEqual(input.kind === 'secret' || input.spoken === true ? {} : { [key]: 'answered' });
  });

  it('are added to those of earlier runs', async () => {
    const { store, now } = memoryAnswers({ atlasOrg: 'Acme', atlasProject: 'old' });
    const drafts = await openDrafts(store, true);
    drafts.note('atlasProject', 'billing');
    await drafts.keep();
    expect(now()).toEqual({ atlasOrg: 'Acme', atlasProject: 'billing' });
  });

  it('are gone once the journal remembers them, and not kept again', async () => {
    const { store, now } = memoryAnswers({ atlasOrg: 'Acme' });
    const drafts = await openDrafts(store, true);
    drafts.note('atlasProject', 'billing');
    await drafts.forget();
    await drafts.keep();
    expect(now()).toBeUndefined();
  });

  it('are not looked for where nobody is asked', async () => {
    const { store } = memoryAnswers({ atlasOrg: 'Acme' });
    expect((await openDrafts(store, false)).suggested).toEqual({});
  });

  it('that could not have been answered are not suggested', async () => {
    const { store } = memoryAnswers({
      ...{ atlasOrg: 'Acme', migrationHost: '-oProxyCommand=x', sourceUsername: 'a\u001B[2J', network: 'none' },
      ...{ linkToken: 'x', dropDestination: true, nobody: 'x' },
    });
    expect((await openDrafts(store, true)).suggested).toEqual({ atlasOrg: 'Acme' });
  });
});
