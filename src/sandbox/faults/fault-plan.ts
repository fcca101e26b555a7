import { quoted } from '../control/quoted.ts';
import { SandboxError } from '../control/sandbox-error.ts';
import { createRandom, type Random } from '../model/random.ts';
import {
  type FaultAction,
  parseRequestFault,
  type RequestFault,
  requestActions,
  requestFaultGrammar,
} from './request-fault.ts';
import {
  parseServiceFault,
  type ServiceFault,
  type ServiceFaultName,
  serviceFaultGrammar,
  serviceFaults,
} from './service-fault.ts';

export type Fault = RequestFault | ServiceFault;

export const faultGrammar = `${requestFaultGrammar}; or ${serviceFaultGrammar}`;

/** Reads `POST ANY/liveMigrations#1=503` or `agent=never`; a text that is none is a SandboxError of kind `usage`. */
export function parseFault(spec: string): Fault {
  const fault = parseServiceFault(spec) ?? parseRequestFault(spec);
  if (fault !== undefined) return fault;
  throw new SandboxError({
    kind: 'usage',
    code: 'FAULT_SPEC',
    message: `${quoted(spec)} is not a fault.`,
    fix: adviceFor(spec),
  });
}

/** Says what is wrong where most of it is right; the whole grammar is long. */
function adviceFor(spec: string): string {
  const [name = '', ...rest] = spec.split('=');
  const [left, right] = [name.trim(), rest.join('=').trim()];
  const values: readonly string[] = Object.entries(serviceFaults).flatMap(([name, known]) =>
    name === left ? Object.keys(known) : [],
  );
  if (values.length > 0) return `${quoted(right)} is not what can happen to ${left}; one of: ${values.join(', ')}.`;
  if (!/^\S+$/.test(right) || parseRequestFault(`${left}=500`) === undefined) return `Write it as ${faultGrammar}.`;
  return `${quoted(right)} is not an action; one of: ${Object.keys(requestActions).join(', ')}. STATUS is from 400 to 599.`;
}

/** One line of the list: how many requests it was held against, and how many it has hit. */
export interface PlannedFault {
  readonly spec: string;
  readonly seen: number;
  readonly hits: number;
}

export interface FaultPlan {
  /** All or none: one that cannot be read leaves the plan as it was. */
  add(specs: readonly string[]): void;
  clear(): void;
  list(): PlannedFault[];
  /** What goes wrong with this request; counts it. */
  strike(method: string, path: string): FaultAction[];
  /** The value of a service fault that is on now, the newest where there are several. */
  service(name: ServiceFaultName): string | undefined;
}

interface Entry {
  readonly spec: string;
  readonly fault: Fault;
  readonly random: Random;
  seen: number;
  hits: number;
}

/** The same faults against the same requests in the same order hit the same ones: chance comes from their seeds. */
export function createFaultPlan(specs: readonly string[]): FaultPlan {
  let entries: Entry[] = [];
  const plan: FaultPlan = {
    add(more) {
      entries = [...entries, ...more.map(entryOf)];
    },
    clear() {
      entries = [];
    },
    list: () => entries.map(({ spec, seen, hits }) => ({ spec, seen, hits })),
    strike: (method, path) => entries.flatMap((entry) => hit(entry, method, path)),
    service: (name) =>
      entries.flatMap(({ fault }) => (fault.kind === 'service' && fault.name === name ? [fault.value] : [])).at(-1),
  };
  plan.add(specs);
  return plan;
}

function entryOf(spec: string): Entry {
  const fault = parseFault(spec);
  // Seeds are small numbers, and close seeds would begin with close draws: multiplied by 2^32 / phi they lie far apart.
  const seed = fault.kind === 'request' ? Math.imul(fault.seed, 0x9e3779b1) : 1;
  return { spec, fault, random: createRandom(seed), seen: 0, hits: 0 };
}

function hit(entry: Entry, method: string, path: string): FaultAction[] {
  const { fault, random } = entry;
  if (fault.kind !== 'request' || !isMeant(fault, method, path)) return [];
  entry.seen += 1;
  // Chance is asked each time, so that a request outside the range does not shift the others.
  const isDrawn = random.below(10_000) < fault.percent * 100;
  if (!isDrawn || entry.seen < fault.from || entry.seen > fault.until || entry.seen % fault.every !== 0) return [];
  entry.hits += 1;
  return [fault.action];
}

function isMeant(fault: RequestFault, method: string, path: string): boolean {
  return (fault.method === '*' || fault.method === method) && fault.path.test(path);
}
