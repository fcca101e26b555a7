import type { Prompter } from '../core/ports.ts';
import { stages } from '../stages/index.ts';
import { line } from '../stages/line.ts';
import type { CommandModule, Options, Outcome } from './command-module.ts';
import { directoryOf, prompterFor, timeoutOf } from './common-options.ts';
import { lookAround } from './other-migrations.ts';
import type { RunPorts } from './run-ports.ts';
import { migrationCommands } from './stage-commands.ts';
import { lookAndTell } from './status-command.ts';
import { tell } from './tell.ts';

/** `livemig` alone: where the migration stands, then stage after stage. Without a terminal it is `livemig status`. */
export const wizardCommand: CommandModule = {
  async run(options, ports) {
    timeoutOf(options);
    const prompter = prompterFor(options, ports);
    if (prompter === undefined) {
      await lookAround('status', options, ports);
      return (await lookAndTell(line, options, ports, 'steps')).outcome;
    }
    introduce(options, ports);
    await lookAround('livemig', options, ports);
    for (;;) {
      const { outcome, done } = await lookAndTell(line, options, ports, 'stages');
      const stage = stages.find(({ id }) => !done.has(id));
      const isOver = stage === undefined || outcome.status === 'done' || outcome.status === 'failed';
      if (isOver || !(await wantsToGoOn(prompter, stage, outcome))) return outcome;
      const ran = await migrationCommands[stage.id].run(options, ports);
      if (stage.id === 'start') return ran;
    }
  },
};

/** On the screen before anything is asked of anybody, so that nobody looks at an empty one. */
function introduce(options: Options, ports: RunPorts): void {
  const message = `livemig ${ports.version}: live migration into MongoDB Atlas. Its state is kept in ${directoryOf(options)}. Each stage shows what it will do before it does anything; leave at any time, and livemig continues from there.`;
  tell(ports, 'info', message);
}

async function wantsToGoOn(prompter: Prompter, stage: (typeof stages)[number], { next }: Outcome): Promise<boolean> {
  const { id, summary } = stage;
  const place = stages.findIndex((other) => other.id === id) + 1;
  // What comes next may be further on than where the stage begins.
  const [step] = next;
  const what = step === undefined || step.command.startsWith(`livemig ${id}`) ? summary : step.reason;
  const message = `Stage ${place} of ${stages.length}: ${what}. Go on?`;
  return (await prompter.ask({ kind: 'yes-no', message, default: true })) === 'yes';
}
