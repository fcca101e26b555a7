import type { Look } from './look.ts';
import { cut, wrap } from './plain-text.ts';

/** What a question needs to know of the keys that it obeys. */
export interface Keys {
  readonly canSearch: boolean;
  readonly canChoose: boolean;
  readonly canGoBack: boolean;
}

/**
 * How inquirer draws, said completely: what is left to it is coloured by rules of its own (with Node 20 always), and
 * drawn in characters that not every terminal has.
 */
export function promptTheme(look: Look, keys: Keys) {
  const { chalk } = look;
  const question = chalk.cyan('?');
  return {
    prefix: { idle: question, done: question },
    spinner: { interval: 80, frames: [question] },
    icon: { cursor: look.plain('pointer') },
    style: {
      answer: chalk.cyan,
      message: (text: string) => text,
      error: (text: string) => errorText(look, text),
      defaultAnswer: (text: string) => chalk.dim(`(${text})`),
      help: chalk.dim,
      highlight: chalk.cyan,
      key: chalk.cyan,
      disabled: (text: string) => chalk.dim(keys.canSearch ? `- ${text}` : text),
      description: (text: string) => chalk.dim(wrap(text, look.width() - 1).join('\n')),
      searchTerm: chalk.cyan,
      maskedText: '',
      keysHelpTip: () => keysHelp(look, keys),
      confirmDefault: (text: string) => text.toUpperCase(),
    },
    i18n: { disabledError: 'This one cannot be chosen, for the reason beside it.' },
    keywords: { yes: 'yes', no: 'no', error: () => 'Answer yes or no.' },
  };
}

function errorText(look: Look, text: string): string {
  return wrap(`${look.plain('failed')} ${text}`, look.width() - 1)
    .map((line) => look.chalk.red(line))
    .join('\n');
}

/** The keys on one line; only their names where the window is narrow. */
export function keysHelp(look: Look, { canSearch, canChoose, canGoBack }: Keys): string {
  const isUnicode = look.alphabet === 'unicode';
  const help = [
    ...(canSearch ? [['type', 'to search']] : []),
    ...(canChoose
      ? [
          [isUnicode ? '↑↓' : 'up/down', 'move'],
          ['enter', 'choose'],
        ]
      : []),
    ...(canGoBack ? [['esc', 'back']] : []),
  ];
  const whole = help.map((parts) => parts.join(' ')).join(isUnicode ? ' · ' : ', ');
  const short = help.map(([key, action]) => (key === 'esc' ? `${key} ${action}` : key)).join(', ');
  const room = look.width() - 1;
  return look.chalk.dim(whole.length <= room ? whole : cut(short, room, ''));
}
