import { LivemigError } from '../core/errors.ts';
import { nearest } from '../core/nearest.ts';
import type { TextDeclaration } from './command-module.ts';
import { completionScripts } from './completion-scripts.ts';

export const completionCommand: TextDeclaration = {
  examples: [
    'livemig completion bash > ~/.local/share/bash-completion/completions/livemig',
    'livemig completion zsh > "$fpath[1]/_livemig"',
    'livemig completion fish > ~/.config/fish/completions/livemig.fish',
    'livemig completion powershell >> $PROFILE',
  ],
  argument: '<shell>',
  words: () => Object.keys(completionScripts).map((word) => ({ word })),
  async say(word) {
    const script = Object.entries(completionScripts).find(([shell]) => shell === word)?.[1];
    if (script === undefined) throw noSuchShell(word);
    return script;
  },
};

function noSuchShell(word: string | undefined): LivemigError {
  const shells = Object.keys(completionScripts);
  const [near] = word === undefined ? [] : nearest(word, shells);
  return new LivemigError({
    kind: 'usage',
    code: 'UNKNOWN_SHELL',
    message:
      word === undefined ? 'No shell was named.' : `There is no completion for the shell ${JSON.stringify(word)}.`,
    fix:
      near === undefined
        ? `Name one of ${shells.join(', ')}, such as livemig completion bash.`
        : `Did you mean \`livemig completion ${near}\`?`,
  });
}
