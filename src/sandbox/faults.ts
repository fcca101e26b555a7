import { z } from 'zod';
import { LivemigError } from '../core/errors.ts';

/**
 * What goes wrong with a request. Statuses, `html` and `drop-before` happen instead of carrying it out;
 * the others after it has been carried out.
 */
export type FaultAction =
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterSeconds?: number }
  | { readonly kind: 'html' | 'drop-before' | 'drop-after' | 'half' | 'unknown-status' | 'broken-json' }
  | { readonly kind: 'latency'; readonly ms: number };

export interface Fault {
  readonly method: string;
  readonly path: RegExp;
  /** Only the nth matching request, counted from 1; every one where absent. */
  readonly nth?: number;
  readonly action: FaultAction;
  /** As it was written. */
  readonly spec: string;
}

export const faultGrammar =
  'METHOD PATH[#NTH]=ACTION; METHOD may be *, PATH may hold *; ACTION is a status code from 400, retry-after:SECONDS, html, drop-before, drop-after, half, latency:MS, unknown-status or broken-json';

const PlainAction = z.enum(['html', 'drop-before', 'drop-after', 'half', 'unknown-status', 'broken-json']);

/** Reads `POST ANY/liveMigrations#1=503`; a text that is none is a LivemigError of kind `usage`. */
export function parseFault(spec: string): Fault {
  const parts = /^(\*|[A-Z]+)\s+(\S+?)(?:#(\d+))?=(\S+)$/.exec(spec.trim());
  const [, method = '', glob = '', nth, actionText = ''] = parts ?? [];
  const action = parts === null ? undefined : parseAction(actionText);
  if (action === undefined || nth === '0') throw notAFault(spec);
  return { method, path: globToRegExp(glob), action, spec, ...(nth === undefined ? {} : { nth: Number(nth) }) };
}

function parseAction(text: string): FaultAction | undefined {
  const [name = '', argument] = text.split(':');
  const number = Number(argument);
  if (/^[45]\d\d$/.test(text)) return { kind: 'status', status: Number(text) };
  if (name === 'retry-after' && number >= 0) return { kind: 'status', status: 429, retryAfterSeconds: number };
  if (name === 'latency' && number >= 0) return { kind: 'latency', ms: number };
  const plain = PlainAction.safeParse(text);
  return plain.success ? { kind: plain.data } : undefined;
}

function globToRegExp(glob: string): RegExp {
  const pattern = glob.split('*').map((literal) => literal.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${pattern.join('.*')}$`);
}

function notAFault(spec: string): LivemigError {
  return new LivemigError({
    kind: 'usage',
    code: 'FAULT_SPEC',
    message: `"${spec}" is not a fault.`,
    fix: `Write it as ${faultGrammar}.`,
  });
}

export interface FaultPlan {
  add(specs: readonly string[]): void;
  clear(): void;
  /** What goes wrong with this request; counts it. */
  strike(method: string, path: string): FaultAction[];
}

export function createFaultPlan(specs: readonly string[]): FaultPlan {
  let planned: { readonly fault: Fault; seen: number }[] = [];
  const plan: FaultPlan = {
    add(more) {
      const faults = more.map(parseFault);
      planned = [...planned, ...faults.map((fault) => ({ fault, seen: 0 }))];
    },
    clear() {
      planned = [];
    },
    strike(method, path) {
      const matching = planned.filter(
        ({ fault }) => (fault.method === '*' || fault.method === method) && fault.path.test(path),
      );
      for (const entry of matching) entry.seen += 1;
      return matching
        .filter(({ fault, seen }) => fault.nth === undefined || fault.nth === seen)
        .map(({ fault }) => fault.action);
    },
  };
  plan.add(specs);
  return plan;
}
