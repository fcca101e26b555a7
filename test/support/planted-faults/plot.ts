import type { Random } from '../../../src/sandbox/model/random.ts';
import { type Both, type Content, type Fields, isCapped, isView, type Side } from './contents.ts';

/** A document of both sides that no fault has touched. */
export interface Spot {
  readonly namespace: string;
  readonly fields: Fields;
}

/** Where faults are planted: no two of them into the same document or the same collection's definition. */
export class Plot {
  readonly random: Random;
  readonly #sides: Record<Side, Map<string, Content>>;
  readonly #touched = new Set<string>();
  readonly #whole = new Set<string>();
  readonly #database: string;
  #names = 0;

  constructor(both: Both, random: Random, database: string) {
    this.random = random;
    this.#sides = { source: new Map(both.source), destination: new Map(both.destination) };
    this.#database = database;
  }

  get both(): Both {
    return this.#sides;
  }

  /** Of a collection that nobody has. */
  newNamespace(): string {
    return `${this.#database}.${this.newName('planted')}`;
  }

  newName(beginning: string): string {
    this.#names += 1;
    return `${beginning} ${this.#names}`;
  }

  /** A namespace of both sides; nothing else touches anything of it from now on. */
  claimNamespace(fits: (content: Content) => boolean): string | undefined {
    const namespace = this.#chosen(this.#common(fits).filter((name) => !this.#isTouched(name)));
    if (namespace !== undefined) this.#whole.add(namespace);
    return namespace;
  }

  /** A collection of both sides that may have any further index; it stays on both. */
  collection(): string | undefined {
    const fits = (one: Content) => !isView(one) && !isCapped(one) && one.shardKey === undefined;
    const namespace = this.#chosen(this.#common(fits));
    if (namespace !== undefined) this.#touched.add(`${namespace}\0`);
    return namespace;
  }

  claimDocument(fits: (fields: Fields) => boolean = () => true, where = isKept): Spot | undefined {
    const spots = this.#common(where).flatMap((namespace) =>
      this.documents('source', namespace)
        .filter((fields) => fits(fields) && !this.#touched.has(keyOf(namespace, fields)))
        .map((fields): Spot => ({ namespace, fields })),
    );
    const spot = this.#chosen(spots);
    if (spot !== undefined) this.#touched.add(keyOf(spot.namespace, spot.fields));
    return spot;
  }

  documents(side: Side, namespace: string): readonly Fields[] {
    return this.#sides[side].get(namespace)?.documents ?? [];
  }

  /** With nothing in its place it is taken away. */
  replace(side: Side, { namespace, fields }: Spot, by?: Fields): void {
    this.change(side, namespace, ({ documents, ...content }) => ({
      ...content,
      documents: documents.flatMap((one) => (one !== fields ? [one] : by === undefined ? [] : [by])),
    }));
  }

  change(side: Side, namespace: string, changed: (content: Content) => Content): void {
    const content = this.#sides[side].get(namespace);
    if (content !== undefined) this.#sides[side].set(namespace, changed(content));
  }

  /** Puts a namespace of its own where there was none; nothing else is planted into it. */
  put(side: Side, namespace: string, content: Content): void {
    this.#whole.add(namespace);
    this.#sides[side].set(namespace, content);
  }

  has(namespace: string): boolean {
    return this.#sides.source.has(namespace) || this.#sides.destination.has(namespace);
  }

  drop(side: Side, namespace: string): void {
    this.#sides[side].delete(namespace);
  }

  #common(fits: (content: Content) => boolean): string[] {
    const { source, destination } = this.#sides;
    return [...source]
      .filter(([name, content]) => destination.has(name) && !this.#whole.has(name) && fits(content))
      .map(([name]) => name);
  }

  #isTouched(namespace: string): boolean {
    return [...this.#touched].some((key) => key.startsWith(`${namespace}\0`));
  }

  #chosen<Item>(items: readonly Item[]): Item | undefined {
    return items[this.random.below(Math.max(1, items.length))];
  }
}

/** Of a capped one the oldest may be gone, which classes of its own are about. */
function isKept(content: Content): boolean {
  return !isCapped(content);
}

function keyOf(namespace: string, [[type, , id]]: Fields): string {
  return `${namespace}\0${type} ${id.toString('hex')}`;
}
