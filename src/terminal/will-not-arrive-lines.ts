import { notArrivingText, notLookedAtTexts, type WillNotArrive } from '../core/results/will-not-arrive.ts';
import { hanging, paragraph, type Style } from './style.ts';

/** One line for each kind of what will not arrive, with `all` each by name, and what was not looked at; empty for neither. */
export function willNotArriveLines(style: Style, list: WillNotArrive | undefined, { all = false } = {}): string[] {
  if (list === undefined || list.known.length + list.notLookedAt.length === 0) return [];
  const { known } = list;
  return [
    '',
    style.chalk.bold(known.length === 0 ? 'Will not arrive' : `Will not arrive (${known.length})`),
    ...known.flatMap((one) => [
      ...paragraph(style, 'warning', notArrivingText(one)),
      ...(all ? one.names.flatMap((name) => hanging(style, '    - ', 6, name)) : []),
    ]),
    ...notLookedAtTexts(list).flatMap((text) => paragraph(style, 'unknown', `not looked at: ${text}`)),
  ];
}
