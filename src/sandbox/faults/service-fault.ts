import { validationReasons } from '../migration/validation-reasons.ts';

/**
 * What goes wrong behind the two APIs: with the agent, the link, a validation, a migration. Each name with its values,
 * and what a value does, in the words of `livemig sandbox --help` and docs/sandbox.md.
 */
export const serviceFaults = {
  agent: {
    never: 'the agent of the migration host never appears',
    silent: 'the agent of the migration host appears and does not call again; Atlas soon lists it no longer',
  },
  link: {
    'not-synced': 'the link between the organizations never becomes SYNCED',
  },
  'access-list': {
    pending: 'an entry of the access list stays PENDING',
    failed: 'an entry of the access list ends as FAILED',
  },
  validation: {
    pending: 'a validation stays PENDING',
    ...Object.fromEntries(
      Object.entries(validationReasons).map(([reason, text]) => [reason, `a validation fails: ${text}`]),
    ),
  },
  migration: {
    'never-starts': 'a migration stays NEW',
    'hangs-copying': 'a migration stops copying after the first documents, and goes on once the fault is gone',
    'fails-initializing': 'a migration fails before it copies anything',
    'fails-copying': 'a migration fails after the first documents',
    'fails-catching-up': 'a migration fails after the copy, while it applies what changed meanwhile',
    'fails-following': 'a migration fails while it follows the source; added while one is ready, it ends that one',
    'fails-cutting-over': 'a migration fails in the cutover, before the source is blocked',
    'fails-committing': 'a migration fails in the cutover, when the source is blocked already',
    expires: 'a migration is EXPIRED as soon as it is ready',
  },
  lag: {
    level: 'changes are applied as fast as they are written, and two minutes late: the lag never falls',
    grows: 'no change is applied any more, and the lag grows; above 30 s the migration is no longer ready',
  },
  ready: {
    'falls-back': 'no change is applied any more, and the migration is at once no longer ready',
  },
  cutover: {
    slow: 'a cutover takes ten minutes longer',
    hangs: 'a cutover does not end',
  },
} as const satisfies Record<string, Record<string, string>>;

export type ServiceFaultName = keyof typeof serviceFaults;

export interface ServiceFault {
  readonly kind: 'service';
  readonly name: ServiceFaultName;
  readonly value: string;
}

export const serviceFaultGrammar = Object.entries(serviceFaults)
  .map(([name, values]) => `${name}=${Object.keys(values).join('|')}`)
  .join(', ');

/** Reads `agent=never`; `undefined` for a text that is none. */
export function parseServiceFault(spec: string): ServiceFault | undefined {
  const [name = '', value = '', ...more] = spec.trim().split('=');
  if (more.length > 0 || !isName(name) || !Object.hasOwn(serviceFaults[name], value)) return undefined;
  return { kind: 'service', name, value };
}

function isName(text: string): text is ServiceFaultName {
  return Object.hasOwn(serviceFaults, text);
}
