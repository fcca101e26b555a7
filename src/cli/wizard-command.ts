import { stages } from '../stages/index.ts';
import type { CommandModule } from './command-module.ts';
import { linkCommand, provisionCommand, startCommand } from './stage-commands.ts';
import { lookOnce } from './status-command.ts';

const commands = { link: linkCommand, provision: provisionCommand, start: startCommand };

/** `livemig` alone: where the migration stands, then stage after stage. Without a terminal it is `livemig status`. */
export const wizardCommand: CommandModule = {
  configure: () => {},
  async run(options, host) {
    const prompter = options.input === false || options.json === true ? undefined : host.prompter();
    const { outcome: first, done } = await lookOnce(options, host);
    let outcome = first;
    for (const { id, title, summary } of stages) {
      if (prompter === undefined || outcome.status === 'done' || outcome.status === 'failed') return outcome;
      if (done.has(id)) continue;
      const message = `${title}: ${summary}. Go on?`;
      if ((await prompter.ask({ kind: 'yes-no', message, default: true })) === 'no') return outcome;
      const ran = await commands[id].run(options, host);
      outcome = id === 'start' ? ran : { ...ran, status: 'in-progress' };
    }
    return outcome;
  },
};
