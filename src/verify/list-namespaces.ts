import type { Definitions } from '../core/verification/definition.ts';
import type { Scope } from '../core/verification/scope.ts';
import type { Sight } from '../core/verification/sight.ts';
import type { VerifiedSide } from '../core/verification/verified-side.ts';
import { type Common, commonNamespaces } from './common-namespaces.ts';
import { ofBoth, type Sides } from './prove-sides.ts';

/** The namespaces of both sides, as they were when somebody looked last. */
export interface Listing {
  refresh(): Promise<void>;
  /** Of both sides, wanted or not. */
  definitions(): Sides<Definitions>;
  /** What is wanted and on both sides. */
  common(): readonly Common[];
  byName(): ReadonlyMap<string, Common>;
  /** Whether only one side has it, as far as is known: that is a difference by itself, and so is none of its documents. */
  isAlone(namespace: string): boolean;
  /** Those of `common` that hold documents of their own. */
  collections(): readonly string[];
  readonly sights: Sides<Sight>;
  /** Looks now whether one of both sides has a namespace no more. */
  readonly isGone: (namespace: string) => Promise<boolean>;
}

const nothing: Definitions = {
  namespaces: [],
  isSharded: false,
  engineDatabases: [],
  unread: [],
  unevenIndexes: [],
};

/** Lists nothing before it is asked to. */
export function listNamespaces(sides: Sides<VerifiedSide>, sights: Sides<Sight>, scope: Scope): Listing {
  let definitions: Sides<Definitions> = { source: nothing, destination: nothing };
  let common: readonly Common[] = [];
  let byName: ReadonlyMap<string, Common> = new Map();
  let alone: ReadonlySet<string> = new Set();
  const read = () => ofBoth(sides, (side) => side.definitions());
  return {
    async refresh() {
      definitions = await read();
      common = commonNamespaces(definitions, sights).filter(({ name }) => scope.wants(name));
      byName = new Map(common.map((one) => [one.name, one]));
      const [here, there] = [namesIn(definitions.source), namesIn(definitions.destination)];
      alone = new Set([...here, ...there].filter((name) => here.has(name) !== there.has(name)));
    },
    definitions: () => definitions,
    common: () => common,
    byName: () => byName,
    isAlone: (namespace) => alone.has(namespace),
    collections: () => common.filter(({ type }) => type === 'collection').map(({ name }) => name),
    sights,
    isGone: async (namespace) => {
      const { source, destination } = await read();
      return [source, destination].some(({ namespaces }) => namespaces.every((one) => one.namespace !== namespace));
    },
  };
}

function namesIn({ namespaces }: Definitions): ReadonlySet<string> {
  return new Set(namespaces.map(({ namespace }) => namespace));
}
