import type { Share, VerifyRequest } from './request.ts';

/** What somebody wants verified of two deployments. */
export interface Scope {
  /** Whether it is only a part of them. */
  readonly isPart: boolean;
  /** Whether a namespace is to be compared at all, by whichever share. */
  wants(namespace: string): boolean;
  /** Whether anything in a database may be wanted. */
  mayWant(database: string): boolean;
  /** Databases in which something is wanted by their names, each once. */
  readonly named: readonly string[];
  /** Whether databases may be wanted that nobody has named. */
  readonly mayWantOthers: boolean;
  /** Which of the patterns that name what is wanted fit none of these. */
  unfit(namespaces: readonly string[]): readonly string[];
  /** Whether a part of a namespace is in this share; what a namespace is goes with its first part, which is 0. */
  has(namespace: string, partition: number): boolean;
}

export function scopeOf({ namespaces, skip, share }: Pick<VerifyRequest, 'namespaces' | 'skip' | 'share'>): Scope {
  const [wanted, unwanted] = [namespaces.map(patternOf), skip.map(patternOf)];
  const wholeUnwanted = unwanted.filter(({ isWhole }) => isWhole);
  const isUnwanted = (database: string) => wholeUnwanted.some(({ mayBeIn }) => mayBeIn(database));
  const named = wanted.flatMap(({ namesDatabase, database }) => (namesDatabase ? [database] : []));
  return {
    isPart: namespaces.length > 0 || skip.length > 0 || share !== undefined,
    wants: (namespace) =>
      (wanted.length === 0 || wanted.some(({ fits }) => fits(namespace))) &&
      !unwanted.some(({ fits }) => fits(namespace)),
    mayWant: (database) =>
      (wanted.length === 0 || wanted.some(({ mayBeIn }) => mayBeIn(database))) && !isUnwanted(database),
    named: [...new Set(named)].filter((database) => !isUnwanted(database)),
    mayWantOthers: wanted.length === 0 || wanted.some(({ namesDatabase }) => !namesDatabase),
    unfit: (all) => namespaces.filter((_, at) => !all.some((namespace) => wanted[at]?.fits(namespace))),
    has: (namespace, partition) => share === undefined || isIn(share, namespace, partition),
  };
}

/** Everything. */
export const everything: Scope = scopeOf({ namespaces: [], skip: [] });

interface Pattern {
  fits(namespace: string): boolean;
  mayBeIn(database: string): boolean;
  /** With stars, if it has any. */
  readonly database: string;
  /** Whether it is all of its databases. */
  readonly isWhole: boolean;
  /** Whether it is of one database, by its name. */
  readonly namesDatabase: boolean;
}

/** `*` is anything; a name without a dot is a database with all that is in it. */
function patternOf(text: string): Pattern {
  const whole = text.includes('.') ? text : `${text}.*`;
  const dot = whole.indexOf('.');
  const database = whole.slice(0, dot);
  return {
    fits: matching(whole),
    mayBeIn: matching(database),
    database,
    isWhole: whole.slice(dot) === '.*',
    namesDatabase: !database.includes('*'),
  };
}

function matching(pattern: string): (text: string) => boolean {
  const escaped = pattern.split('*').map((text) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const expression = new RegExp(`^${escaped.join('.*')}$`, 's');
  return (text) => expression.test(text);
}

/** Every machine comes to the same by itself, whatever the others see. */
function isIn({ number, of }: Share, namespace: string, partition: number): boolean {
  return (hashOf(namespace) + partition) % of === number - 1;
}

/** FNV-1a, 32 bits (draft-eastlake-fnv): even enough, and the same everywhere. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}
