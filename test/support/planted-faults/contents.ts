import { type RawField, rawDocument } from '../raw-bson.ts';

/** The fields of a document in their order, the `_id` first. */
export type Fields = readonly [id: RawField, ...others: RawField[]];

/** Names and values in their order, whatever the names look like. */
export type InOrder = ReadonlyMap<string, unknown>;

export interface ShardKey {
  readonly key: InOrder;
  readonly unique?: boolean;
  /** Of its only field: what is at least so much lies on another shard. */
  readonly splitAt?: number;
}

/** One namespace as it is to lie on a server. */
export interface Content {
  /** Of `create`; those of a view say on what it is. */
  readonly options: InOrder;
  /** Without the one of `_id`. */
  readonly indexes: readonly InOrder[];
  readonly documents: readonly Fields[];
  /** Of a sharded cluster. */
  readonly shardKey?: ShardKey;
}

/** By `database.collection`. */
export type Contents = ReadonlyMap<string, Content>;

export type Side = 'source' | 'destination';

/** What both deployments are to hold. */
export type Both = Readonly<Record<Side, Contents>>;

export function inOrder(...entries: readonly (readonly [string, unknown])[]): InOrder {
  return new Map(entries);
}

export function content(given: Partial<Content>): Content {
  return { options: inOrder(), indexes: [], documents: [], ...given };
}

export function bytesOf(fields: Fields): Buffer {
  return rawDocument(...fields);
}

export function isView({ options }: Content): boolean {
  return options.has('viewOn');
}

export function isCapped({ options }: Content): boolean {
  return options.get('capped') === true;
}

/** `shop` of `shop.orders`. */
export function databaseOf(namespace: string): string {
  return namespace.slice(0, namespace.indexOf('.'));
}

/** `orders` of `shop.orders`. */
export function collectionOf(namespace: string): string {
  return namespace.slice(namespace.indexOf('.') + 1);
}
