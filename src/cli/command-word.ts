import { type CatalogueEntry, catalogue } from './catalogue.ts';
import { commonFlags } from './common-options.ts';
import { longName, takesArgument } from './flags.ts';

/** The first word that is neither a flag nor the argument of one: the command, if there is one of that name. */
export function commandWord(argv: readonly string[]): string | undefined {
  return argv.find((one, at) => !one.startsWith('-') && !wantsArgument(argv[at - 1]));
}

export function commandCalled(word: string | undefined): CatalogueEntry | undefined {
  return catalogue.find(({ name }) => name === word);
}

function wantsArgument(word: string | undefined): boolean {
  return commonFlags.flags.some((flag) => takesArgument(flag) && longName(flag) === word);
}
