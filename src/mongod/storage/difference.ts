import { asDocument, docOf, elementsOf, itemsOf, type RawElement, type RawValue, rawDoc, rawOf } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';

/** A path that an update operator worked on; `isAppend` for `$push`, which is told by the elements that came. */
export interface TouchedPath {
  readonly path: readonly string[];
  readonly isAppend: boolean;
}

/** What may be told in parts: everything, or what lies on the way to the touched paths. */
type Scope = 'everything' | 'whole' | 'append' | Map<string, Scope>;

/**
 * The oplog's description of an update, version 2: fields that changed (u), came (i) and went (d), and differences
 * inside a field (s and its name). `undefined` where it cannot be told so, because a field name stands twice or the
 * fields changed their order. Without paths every part is compared.
 */
export function difference(
  before: Buffer,
  after: Buffer,
  touched: readonly TouchedPath[] | undefined,
): Buffer | undefined {
  const diff = documentDiff(before, after, touched === undefined ? 'everything' : scopeOf(touched));
  return diff && rawDoc({ $v: rawOf(2), diff: asDocument(diff) });
}

function scopeOf(touched: readonly TouchedPath[]): Scope {
  const root = new Map<string, Scope>();
  for (const { path, isAppend } of touched) {
    let node = root;
    for (const name of path.slice(0, -1)) {
      const next = node.get(name);
      const child = next instanceof Map ? next : new Map<string, Scope>();
      node.set(name, child);
      node = child;
    }
    node.set(path.at(-1) ?? '', isAppend ? 'append' : 'whole');
  }
  return root;
}

function inner(scope: Scope, name: string): Scope {
  if (scope === 'everything') return scope;
  return scope instanceof Map ? (scope.get(name) ?? 'whole') : 'whole';
}

function documentDiff(before: Buffer, after: Buffer, scope: Scope): Buffer | undefined {
  const [old, now] = [elementsOf(before), elementsOf(after)];
  const [oldFields, fields] = [fieldMap(old), fieldMap(now)];
  if (oldFields.size !== old.length || fields.size !== now.length) return undefined;
  const gone = old.filter(({ name }) => !fields.has(name));
  const added = now.filter(({ name }) => !oldFields.has(name));
  const kept = old.filter(({ name }) => fields.has(name));
  // Replaying it leaves what was there in its place and puts what came at the end.
  const replayed = [...kept, ...added].map(({ name }) => name);
  if (replayed.some((name, at) => name !== now[at]?.name)) return undefined;
  const updated: RawElement[] = [];
  const inside: RawElement[] = [];
  for (const { name, value } of kept) {
    const newer = fields.get(name) ?? value;
    if (isSame(value, newer)) continue;
    const part = valueDiff(value, newer, inner(scope, name));
    if (part === undefined) updated.push({ name, value: newer });
    else inside.push({ name: `s${name}`, value: asDocument(part) });
  }
  return docOf([
    ...section(
      'd',
      gone.map(({ name }) => ({ name, value: rawOf(false) })),
    ),
    ...section('u', updated),
    ...section('i', added),
    ...inside,
  ]);
}

function section(name: string, fields: readonly RawElement[]): RawElement[] {
  return fields.length === 0 ? [] : [{ name, value: asDocument(docOf(fields)) }];
}

function fieldMap(fields: readonly RawElement[]): Map<string, RawValue> {
  return new Map(fields.map(({ name, value }) => [name, value]));
}

function isSame(a: RawValue, b: RawValue): boolean {
  return a.type === b.type && a.bytes.equals(b.bytes);
}

/** `undefined` where the new value is told as a whole. */
function valueDiff(before: RawValue, after: RawValue, scope: Scope): Buffer | undefined {
  if (scope === 'whole' || before.type !== after.type) return undefined;
  if (before.type === Type.array) return arrayDiff(itemsOf(before), itemsOf(after), scope);
  return before.type === Type.document && scope !== 'append'
    ? documentDiff(before.bytes, after.bytes, scope)
    : undefined;
}

function arrayDiff(before: readonly RawValue[], after: readonly RawValue[], scope: Scope): Buffer | undefined {
  const isGrown = after.length > before.length && before.every((value, at) => isSame(value, after[at] ?? value));
  if (scope === 'append' && !isGrown) return undefined;
  const parts: RawElement[] = [{ name: 'a', value: rawOf(true) }];
  if (after.length < before.length) parts.push({ name: 'l', value: rawOf(after.length) });
  for (const [at, newer] of after.entries()) {
    const older = before[at];
    if (older !== undefined && isSame(older, newer)) continue;
    const part = older && valueDiff(older, newer, inner(scope, String(at)));
    parts.push(part === undefined ? { name: `u${at}`, value: newer } : { name: `s${at}`, value: asDocument(part) });
  }
  return docOf(parts);
}
