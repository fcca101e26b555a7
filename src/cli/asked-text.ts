import type { AskedText, TextSettings } from './command-module.ts';
import { commandCalled, commandWord } from './command-word.ts';

/**
 * Help or the version, where a flag asks for it anywhere before `--`; then nothing is run, whatever else was typed.
 * `undefined` where none does. A command that does not exist has no help: throws a LivemigError of kind `usage`.
 */
export async function askedText(argv: readonly string[], settings: TextSettings): Promise<AskedText | undefined> {
  const end = argv.indexOf('--');
  const words = end < 0 ? argv : argv.slice(0, end);
  const isHelp = words.some((one) => one === '--help' || one === '-h');
  const isVersion = words.some((one) => one === '--version' || one === '-V');
  if (!isHelp && !isVersion) return undefined;
  const word = commandWord(words);
  const entry = commandCalled(word);
  if (word !== undefined && entry === undefined) throw (await import('./unknown-command.ts')).unknownCommand(word);
  if (!isHelp) return { name: 'version', text: `${settings.version}\n` };
  const { commandHelp, programHelp } = await import('./command-help.ts');
  const text = await (entry === undefined ? programHelp(settings.columns) : commandHelp(entry, settings.columns));
  return { name: 'help', text };
}
