import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { MigrationFiles } from '../../src/cli/run-ports.ts';
import { HookName } from '../../src/core/hooks/hook.ts';
import type { AuditLog } from '../../src/core/ports.ts';
import { type Journey, startLawJourney } from '../support/journey.ts';
import { killableRuns } from '../support/killable.ts';
import { itHolds, itNotices, type TryCase } from '../support/law.ts';
import { stride } from '../support/law-effort.ts';
import { patientClock } from '../support/patient-clock.ts';
import type { CommandRun } from '../support/test-ports.ts';
import { listeningWebhook } from '../support/webhook.ts';

/**
 * The law: whenever a run dies, no notification is lost and each repeat has the same id, and no hook is run twice unasked. A
 * run dies before or after each line that it keeps of either: between the two somebody is told, or a hook is run.
 */
const law = 'told';

itHolds(law, 'nobody is left out and nothing is done twice, whenever a run dies', (tryCase) =>
  tryEach(tryCase, stride(59), (files) => files),
);

itNotices(law, 'an audit that forgets hooks', (tryCase) =>
  tryEach(tryCase, 8, (files) => ({ ...files, audit: withoutHooks(files.audit) })),
);

function withoutHooks(audit: AuditLog): AuditLog {
  return { ...audit, read: async () => (await audit.read()).filter(({ entry }) => !entry.kind.startsWith('hook')) };
}

type Mutate = (files: MigrationFiles) => MigrationFiles;

const commands = [['start'], ['cutover', '--confirm', 'Billing0']];
const events = ['complete', 'cutover-requested', 'ready'];

async function tryEach(tryCase: TryCase, every: number, mutate: Mutate): Promise<void> {
  for (let diesAt = 1, isMore = true; isMore; diesAt += every) {
    const scene = await openScene(mutate);
    try {
      const { moments } = await scene.follow(diesAt);
      isMore = moments >= diesAt;
      if (isMore) await tryCase(`dies at moment ${diesAt}`, () => scene.holds());
    } finally {
      await scene.close();
    }
  }
}

async function openScene(mutate: Mutate) {
  const journey = await startLawJourney('cloud-manager');
  for (const command of [['link'], ['provision'], ['start', '--detach']])
    expect((await journey.run(command)).result.error).toBeNull();
  const [hook, runs, clock] = [await listeningWebhook(), killableRuns(), patientClock()];
  const { directory, said } = await hooksIn(journey);
  const telling = ['--hooks', directory, '--notify', hook.url];
  const follow = async (diesAt: number) => {
    let moments = 0;
    for (const command of commands) {
      const { ended, killed } = runs.start((options, { die }) => {
        const moment = async () => {
          moments += 1;
          if (moments >= diesAt) await die();
        };
        return journey.run([...command, ...telling], {
          ...{ ...options, clock },
          mutate: (files) => dying(mutate(files), moment),
        });
      });
      const run = await Promise.race([ended, killed]);
      if (run === undefined) break;
      expect(run.result.error).toBeNull();
    }
    if (process.platform !== 'linux') await rm(join(journey.directory, 'lock'), { force: true });
    return { moments };
  };
  /** Goes on with the same commands; a person looks where nobody knows how a hook has ended. */
  const goOn = async (command: readonly string[]): Promise<CommandRun> => {
    const settled = (hooks: readonly string[]) =>
      runs.start((options) =>
        journey.run([...command, ...telling, ...hooks], { ...options, clock, mutate: (files) => mutate(files) }),
      ).ended;
    const run = await settled([]);
    if (run.result.error?.code !== 'HOOK_OUTCOME_UNKNOWN') return run;
    const name = HookName.options.find((one) => run.result.error?.message.includes(` ${one} `));
    return settled(['--settle-hook', `${name}=done`]);
  };
  return {
    follow,
    async holds() {
      for (const command of commands) expect((await goOn(command)).result.error).toBeNull();
      const ids = new Map(hook.got.map(({ id, event }) => [id, event]));
      expect([...ids.values()].toSorted()).toEqual(events);
      const ran = await said();
      expect(ran).toEqual([...new Set(ran)]);
    },
    async close() {
      await runs.end();
      await hook.close();
      await journey.close();
    },
  };
}

/** Each says which occasion it was run for. */
async function hooksIn({ place }: Journey) {
  const [directory, file] = [join(place, 'hooks'), join(place, 'said')];
  await mkdir(directory);
  for (const name of ['on-ready', 'before-cutover', 'on-writes-stopped', 'after-cutover', 'on-verified']) {
    await writeFile(join(directory, name), `#!/bin/sh\necho "${name} $LIVEMIG_EVENT_ID" >> "${file}"\n`);
    await chmod(join(directory, name), 0o700);
  }
  const said = async () => (await readFile(file, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
  return { directory, said };
}

function dying(files: MigrationFiles, moment: () => Promise<void>): MigrationFiles {
  const around = async (act: () => Promise<void>) => {
    await moment();
    await act();
    await moment();
  };
  const { audit, outbox } = files;
  return {
    ...files,
    audit: {
      ...audit,
      append: (entry) => (entry.kind.startsWith('hook') ? around(() => audit.append(entry)) : audit.append(entry)),
    },
    outbox: { ...outbox, append: (line) => around(() => outbox.append(line)) },
  };
}
