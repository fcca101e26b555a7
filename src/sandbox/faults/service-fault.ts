/**
 * What goes wrong behind the two APIs: with the agent, the link, a validation, a migration. Each name with its values,
 * and what a value does, in the words of `livemig sandbox --help` and the README.
 */
export const serviceFaults = {
  agent: {
    never: 'the agent of the migration host never appears',
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
