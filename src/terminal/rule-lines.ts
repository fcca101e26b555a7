import type { RuleEvent } from '../core/events.ts';
import { momentText } from '../core/plain-units.ts';
import { menderNames } from './mender-names.ts';
import { padded } from './plain-text.ts';
import { hanging, indented, type Style } from './style.ts';

const worst = { block: 'can block', warn: 'can warn', info: 'tells something' } as const;
const engines = { push: "today's engine only", legacy: 'the engine of old sources only' } as const;

/** One of the list. */
export function ruleLines(style: Style, { id, severity, mender, title, look }: RuleEvent): string[] {
  const label = `${padded(id, 5)}${padded(severity, 6)}`;
  const own = look === undefined ? '' : '; look at this yourself';
  return hanging(style, label, label.length, `${title} (${menderNames[mender]}${own})`);
}

/** Everything of one. */
export function ruleText(style: Style, rule: RuleEvent): string[] {
  const { id, title, severity, mender, engine, source, look, docs, explained } = rule;
  const { needs = [], stages = [], last } = explained ?? {};
  const about = [worst[severity], `for ${menderNames[mender]}`, ...(engine === undefined ? [] : [engines[engine]])];
  const field = (name: string, text: string) => hanging(style, `${padded(name, 8)} `, 9, text);
  const reads = needs.flatMap(({ fact, reads: asked, grant }) => {
    const how = asked.length === 0 ? 'what was typed or kept' : asked.join('; ');
    return field('needs', `${fact}: ${how}${grant === undefined ? '' : `. It takes ${grant}`}`);
  });
  const found =
    last === undefined
      ? field('last', 'no whole check of this directory has judged it')
      : [
          ...field('last', `${last.result}, ${momentText(last.at)}: ${last.message}`),
          ...(last.fix === undefined ? [] : last.fix.split('\n').flatMap((line) => indented(style, 9, line))),
        ];
  return [
    ...hanging(style, `${style.chalk.bold(id)} `, id.length + 1, title, style.chalk.bold),
    ...field('severity', about.join(', ')),
    ...(look === undefined ? [] : field('look', look)),
    ...reads,
    ...(stages.length === 0 ? [] : field('judged', `before livemig ${stages.join(', ')} acts, besides livemig check`)),
    ...field('source', source),
    ...field('fix', 'told with the finding, with the names of this migration'),
    ...found,
    ...field('docs', docs),
  ];
}
