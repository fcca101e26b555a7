import { wizardResult } from '../core/results/wizard-result.ts';
import { stages } from '../stages/index.ts';
import { line } from '../stages/line.ts';
import type { CommandModule, Options } from './command-module.ts';
import { directoryOf, prompterFor, timeoutOf } from './common-options.ts';
import { identityText, nextWish } from './home.ts';
import { lookAround } from './other-migrations.ts';
import type { RunPorts } from './run-ports.ts';
import { migrationCommands } from './stage-commands.ts';
import { lookAndTell } from './status-command.ts';
import { tell } from './tell.ts';

/** `livemig` alone: where the migration stands, then stage after stage. Without a terminal it is `livemig status`. */
export const wizardCommand: CommandModule = {
  result: wizardResult,
  async run(options, ports) {
    timeoutOf(options);
    const prompter = prompterFor(options, ports);
    if (prompter === undefined) {
      await lookAround('status', options, ports);
      return (await lookAndTell(line, options, ports, 'steps')).outcome;
    }
    introduce(options, ports);
    await lookAround('livemig', options, ports);
    let identity = '';
    for (;;) {
      const { outcome, done, journal, cutoverPlan } = await lookAndTell(line, options, ports, 'stages');
      const stage = stages.find(({ id }) => !done.has(id));
      const isOver = stage === undefined || outcome.status === 'done' || outcome.status === 'failed';
      if (isOver) return outcome;
      const known = identityText(journal, options);
      if (known !== identity) tell(ports, 'info', known);
      identity = known;
      const wish = await nextWish(prompter, stage, outcome, journal);
      if (wish === 'leave') return outcome;
      if (wish === 'status') await lookAndTell(line, options, ports, 'steps');
      if (wish === 'plan') for (const { label, text } of cutoverPlan) tell(ports, 'info', `${label}: ${text}`);
      if (wish !== 'go-on') continue;
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
