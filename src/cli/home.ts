import type { Journal } from '../core/journal.ts';
import { momentText } from '../core/plain-units.ts';
import type { Prompter } from '../core/ports.ts';
import { stages } from '../stages/index.ts';
import { creationOf } from '../stages/start/this-migration.ts';
import type { Options, Outcome } from './command-module.ts';
import { directoryOf } from './common-options.ts';

type Stage = (typeof stages)[number];

/** What a person wants next: to go on with the stage, to be shown something and asked again, or to leave. */
export type Wish = 'go-on' | 'status' | 'plan' | 'leave';

/** Which migration this directory is about, as far as it knows: in one or two lines, nothing where it knows of none. */
export function identityText({ inputs, names = {}, agreements = {}, ...journal }: Journal, options: Options): string {
  const called = (key: string) => {
    const value = inputs[key];
    if (typeof value !== 'string') return undefined;
    return (Object.hasOwn(names, value) ? names[value] : undefined) ?? value;
  };
  const [source, destination] = [called('sourceCluster'), called('destinationCluster')];
  if (source === undefined && destination === undefined) return '';
  const creation = creationOf({ inputs, ...journal });
  const ends = [
    ...(source === undefined ? [] : [source]),
    ...(destination === undefined ? [] : [`to ${destination}`]),
  ].join(' ');
  const agreed = agreements.start;
  const place = `${ends}, directory ${directoryOf(options)}`;
  if (creation.state !== 'created') return place;
  const start = agreed === undefined ? '' : `, started ${momentText(agreed.agreedAt)} by ${agreed.by}`;
  return `${place}\nmigration ${creation.id}${start}`;
}

/** Asks what to do next. Once there is a migration, there is more to see than the next stage. */
export async function nextWish(prompter: Prompter, stage: Stage, { next }: Outcome, journal: Journal): Promise<Wish> {
  const { id, summary } = stage;
  const place = stages.findIndex((other) => other.id === id) + 1;
  // What comes next may be further on than where the stage begins.
  const [step] = next;
  const what = step === undefined || step.command.startsWith(`livemig ${id}`) ? summary : step.reason;
  const message = `Stage ${place} of ${stages.length}: ${what}. Go on?`;
  if (creationOf(journal).state !== 'created') {
    return (await prompter.ask({ kind: 'yes-no', message, default: true })) === 'yes' ? 'go-on' : 'leave';
  }
  const choices = [
    { value: 'go-on', name: 'Yes, go on' },
    { value: 'status', name: 'Status of every step' },
    { value: 'plan', name: 'Plan of the cutover' },
    { value: 'leave', name: 'Leave; the migration goes on' },
  ] as const;
  const answer = await prompter.ask({ kind: 'choice', message, choices, default: 'go-on' });
  return choices.find(({ value }) => value === answer)?.value ?? 'leave';
}
