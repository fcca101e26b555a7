import { type HookName, hooks as hookFacts } from '../core/hooks/hook.ts';
import type { Labelled } from '../core/ports.ts';
import { cutoverRequest, requestText } from '../stages/start/cutover-request.ts';
import type { World } from '../stages/world.ts';

/** What the plan of a cutover is made of. */
export type PlanSeen = Pick<World, 'values' | 'journal' | 'hooks'> & {
  readonly destination: string;
  /** How each of its gates stands, in a line of its own; none where nobody has looked. */
  readonly gates: readonly string[];
};

/** What `livemig cutover` would do, in its order, as far as this run knows it. */
export function cutoverPlan({ values, journal, hooks, destination, gates }: PlanSeen): Labelled[] {
  const request = cutoverRequest(journal());
  const hook = (name: HookName): Labelled[] =>
    hooks.given
      .filter((one) => one.name === name)
      .map(({ file }) => ({
        label: 'hook',
        text: `${name}: runs ${file}${hookFacts[name].stops ? '; where it fails, nothing is requested' : ''}`,
      }));
  const before: Labelled[] =
    request === undefined
      ? [
          { label: 'approval', text: `${destination} is typed, or given to --confirm: a cutover cannot be undone` },
          ...hook('before-cutover'),
          ...hook('on-writes-stopped'),
          ...gateLines(gates),
          { label: 'request', text: `Atlas is asked to cut over to ${destination}` },
        ]
      : [{ label: 'request', text: requestText(request) }];
  return [
    ...before,
    { label: 'follow', text: 'until Atlas reports COMPLETE, usually three to ten minutes' },
    ...hook('after-cutover'),
    { label: 'verify', text: verification(values) },
    ...hook('on-verified'),
    ...(hooks.given.length === 0
      ? [{ label: 'hooks', text: 'none is known here; `livemig cutover --hooks DIR` runs those of DIR' }]
      : []),
  ];
}

function gateLines(gates: readonly string[]): Labelled[] {
  const seen = gates.map((text) => ({ label: 'gate', text }));
  return seen.length > 0
    ? seen
    : [
        {
          label: 'gates',
          text: 'are looked at right before the request; `livemig cutover --dry-run` shows how they stand',
        },
      ];
}

function verification({ sourceUri, destinationUri }: World['values']): string {
  const missing = [
    ...(sourceUri === undefined ? ['LIVEMIG_SOURCE_URI'] : []),
    ...(destinationUri === undefined ? ['LIVEMIG_DESTINATION_URI'] : []),
  ];
  return missing.length === 0
    ? 'source and destination are compared'
    : `nothing is compared: ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not set`;
}
