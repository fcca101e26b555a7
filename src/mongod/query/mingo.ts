import { createRequire } from 'node:module';

interface Load {
  (name: 'mingo'): typeof import('mingo');
  (name: 'mingo/operators/expression'): typeof import('mingo/operators/expression');
}

/** As `import` would, but where it is needed, also in the midst of a query that does not wait. */
const load: Load = createRequire(import.meta.url);

/** Loaded when first needed: its 300 modules would be a third of those that a start loads, and few queries want them. */
export const mingo = () => load('mingo');

/** The expressions that it knows, by name. */
export const plainOperators = () => load('mingo/operators/expression');
