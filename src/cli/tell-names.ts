import { cutoverSteps } from '../core/gates/cutover-plan.ts';
import { hostsIn } from '../core/hosts-in.ts';
import type { Labelled } from '../core/ports.ts';
import { cutoverRequest, requestText } from '../stages/start/cutover-request.ts';
import { migrationIdOf } from '../stages/start/this-migration.ts';
import type { Values } from '../stages/values.ts';
import type { World } from '../stages/world.ts';
import { adviceHere } from './advice-here.ts';
import type { Options } from './command-module.ts';
import { directoryOf, dirFlag, textOption } from './common-options.ts';
import { missingUris } from './missing-uris.ts';
import type { RunPorts } from './run-ports.ts';

type Named = Pick<World, 'values' | 'journal' | 'nameOf' | 'hooks' | 'terms'>;

/** Tells people which migration the events of a run are about. `next` is what comes after what it waits for. */
export function tellNames(
  named: Named,
  options: Options,
  { reporter }: Pick<RunPorts, 'reporter'>,
  next: () => string,
): void {
  // A command that is pasted without the directory would act on another migration.
  const here = (text: string) => adviceHere(text, dirFlag(options));
  reporter.about?.({
    source: calledIn(named, 'sourceCluster'),
    destination: calledIn(named, 'destinationCluster'),
    directory: directoryOf(options),
    migrationId: () => migrationIdOf(named.journal()),
    next: () => here(next()),
    particulars: () => particulars(named, options),
    cutoverPlan: () => planHere(named, options),
    whenLeft: () => here(whenLeft(named, options)),
  });
}

/** What the cutover would do, by commands that can be pasted. */
export function planHere(named: Named, options: Options): Labelled[] {
  const destination = calledIn(named, 'destinationCluster');
  const { values, journal, hooks, terms } = named;
  const request = cutoverRequest(journal());
  const isArmed = terms.window !== undefined;
  const order = {
    ...{ destination, hooks: hooks.given, missing: missingUris(values) },
    ...(isArmed && { approved: 'approved when it was armed; nobody is asked once more in the window' }),
    requested: request && requestText(request),
  };
  return [
    ...cutoverSteps(order),
    ...(hooks.given.length === 0 ? [{ label: 'hooks', text: withoutHooks(isArmed, options) }] : []),
  ].map(({ label, text, note }) => ({
    label,
    text: adviceHere(note === undefined ? text : `${text} (${note})`, dirFlag(options)),
  }));
}

/** The cutover may be another command's, with hooks of its own. */
function withoutHooks(isArmed: boolean, options: Options): string {
  if (!isArmed) return 'none is known here; `livemig cutover --hooks DIR` runs those of DIR';
  return textOption(options, 'at') === undefined
    ? 'not known here: the command that waits for the window was given its own'
    : 'none: this command was given no --hooks';
}

type Text = keyof Values & ('sourceCluster' | 'destinationCluster' | 'atlasProject' | 'migrationHost' | 'atlasUrl');

/** A command that does not ask for it goes on with what the journal remembers. */
function valueIn({ values, journal }: Named, key: Text): string | undefined {
  const value = values[key] ?? journal().inputs[key];
  return typeof value === 'string' ? value : undefined;
}

function calledIn(named: Named, key: Text): string {
  const value = valueIn(named, key);
  return value === undefined ? 'not known' : named.nameOf(value);
}

function particulars(named: Named, options: Options): Labelled[] {
  const { values, journal } = named;
  const text = (label: string, said: string | undefined): Labelled[] =>
    said === undefined ? [] : [{ label, text: said }];
  const withName = (key: Text) => {
    const value = valueIn(named, key);
    const name = value && named.nameOf(value);
    return name === value ? value : `${name} (${value})`;
  };
  return [
    ...text('migration', migrationIdOf(journal()) ?? undefined),
    ...text('directory', directoryOf(options)),
    ...text('Atlas at', valueIn(named, 'atlasUrl')),
    ...text('project', withName('atlasProject')),
    ...text('cluster', withName('destinationCluster')),
    ...text('host', withName('migrationHost')),
    { label: 'source at', text: reached(values.sourceUri, 'LIVEMIG_SOURCE_URI') },
    { label: 'dest. at', text: reached(values.destinationUri, 'LIVEMIG_DESTINATION_URI') },
  ];
}

function reached(uri: Values['sourceUri'], variable: string): string {
  return uri === undefined ? `not looked at: ${variable} is not set` : hostsIn(uri.reveal());
}

/** Only an armed cutover needs somebody who stays. */
function whenLeft({ journal }: Named, options: Options): string {
  const request = cutoverRequest(journal());
  if (request?.state === 'requested') {
    return 'The cutover goes on in Atlas, and cannot be undone. Keep writes to the source stopped.';
  }
  if (request?.state === 'sent') {
    return 'Atlas may have been asked for the cutover, which cannot be undone. Keep writes to the source stopped.';
  }
  const goesOn = 'The migration goes on in Atlas.';
  if (textOption(options, 'at') !== undefined) {
    return `${goesOn} The cutover stays armed, but nobody would ask for it: it takes a process that stays. \`livemig cutover --cancel\` ends it.`;
  }
  return textOption(options, 'cutover') === 'auto' ? `${goesOn} Nobody asks for the cutover meanwhile.` : goesOn;
}
