import { cut, wrap } from './plain-text.ts';
import type { Style } from './style.ts';

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
export function promptTheme(style: Style, keys: Keys, message: () => string) {
  const { chalk } = style;
  const question = chalk.cyan('?');
  return {
    prefix: { idle: question, done: question },
    spinner: { interval: 80, frames: [question] },
    icon: { cursor: style.plain('pointer') },
    style: {
      answer: chalk.cyan,
      // Not the text, which was made for the window as it was then.
      message: () => message(),
      error: (text: string) => errorText(style, text),
      defaultAnswer: (text: string) => chalk.dim(`(${text})`),
      help: chalk.dim,
      highlight: chalk.cyan,
      key: chalk.cyan,
      disabled: (text: string) => chalk.dim(keys.canSearch ? `- ${text}` : text),
      description: (text: string) => chalk.dim(wrap(text, style.width() - 1).join('\n')),
      searchTerm: chalk.cyan,
      maskedText: '',
      keysHelpTip: () => keysHelp(style, keys),
      confirmDefault: (text: string) => text.toUpperCase(),
    },
    i18n: { disabledError: 'This one cannot be chosen, for the reason beside it.' },
    keywords: { yes: 'yes', no: 'no', error: () => 'Answer yes or no.' },
  };
}

function errorText(style: Style, text: string): string {
  return wrap(`${style.plain('failed')} ${text}`, style.width() - 1)
    .map((line) => style.chalk.red(line))
    .join('\n');
}

/** The keys on one line; only their names where the window is narrow. */
export function keysHelp(style: Style, { canSearch, canChoose, canGoBack }: Keys): string {
  const isUnicode = style.alphabet === 'unicode';
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
  const room = style.width() - 1;
  return style.chalk.dim(whole.length <= room ? whole : cut(short, room, ''));
}
