import {
  asDocument,
  docOf,
  elementsOf,
  fieldOf,
  itemsOf,
  plainOf,
  type RawElement,
  type RawValue,
  rawOf,
} from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { type CodeName, MongodError } from '../mongod-error.ts';
import { compileExpression, valueAtPath } from './expression.ts';
import { namesIn } from './field-path.ts';
import type { Flow, PipelineScope } from './pipeline-context.ts';
import { compileProjection, placed } from './project.ts';

/** `$addFields` and `$set`. */
export function addFields(spec: RawValue, { context }: PipelineScope): Flow {
  const leaves = leavesOf(spec, []);
  refuseCollisions(leaves);
  const fields = leaves.map(({ path, value }) => ({ path, expression: compileExpression(value, context) }));
  return each((document) =>
    fields.reduce((result, { path, expression }) => {
      const value = expression(document);
      // A field that is computed to be missing is taken away.
      return value === undefined ? dropped(result, path) : placed(result, path, value);
    }, document),
  );
}

/** One document of each. */
export function each(change: (document: Buffer) => Buffer): Flow {
  return function* (documents) {
    for (const document of documents) yield change(document);
  };
}

/** No field may be computed both whole and in part (mongodb/mongo, src/mongo/db/query/projection_parser.cpp). */
function refuseCollisions(leaves: readonly { readonly path: readonly string[] }[]): void {
  const paths = leaves.map(({ path }) => path.join('.'));
  for (const [at, path] of paths.entries()) {
    const before = paths.slice(0, at);
    if (before.some((one) => one === path || one.startsWith(`${path}.`))) {
      throw new MongodError('Location31250', `Invalid $addFields :: caused by :: Path collision at ${path}`);
    }
    if (before.some((one) => path.startsWith(`${one}.`))) {
      throw new MongodError('Location31249', `Invalid $addFields :: caused by :: Path collision at ${path}`);
    }
  }
}

function leavesOf(spec: RawValue, parents: readonly string[]): { path: string[]; value: RawValue }[] {
  if (spec.type !== Type.document) {
    throw new MongodError('Location40272', '$addFields specification stage must be an object');
  }
  if (parents.length === 0 && spec.bytes.length === 5) {
    throw new MongodError(
      'Location40177',
      'Invalid $addFields :: caused by :: specification must have at least one field',
    );
  }
  return elementsOf(spec.bytes).flatMap(({ name, value }) => {
    const path = [...parents, ...namesIn(name)];
    const inner = value.type === Type.document ? elementsOf(value.bytes) : [];
    const isNested = inner.length > 0 && !inner[0]?.name.startsWith('$');
    return isNested ? leavesOf(value, path) : [{ path, value }];
  });
}

function dropped(document: Buffer, path: readonly string[]): Buffer {
  return compileProjection(docOf([{ name: path.join('.'), value: rawOf(0) }]))(document);
}

export function unset(spec: RawValue): Flow {
  const names = unsetNames(spec);
  return each(compileProjection(docOf(names.map((name) => ({ name, value: rawOf(0) })))));
}

/** The paths of `$unset` (document_source_project.cpp). */
function unsetNames(spec: RawValue): string[] {
  if (spec.type !== Type.array && spec.type !== Type.string) {
    throw new MongodError('Location31002', '$unset specification must be a string or an array');
  }
  const items = spec.type === Type.array ? itemsOf(spec) : [spec];
  if (items.length === 0) {
    throw new MongodError('Location31119', '$unset specification must be a string or an array with at least one field');
  }
  if (items.some(({ type }) => type !== Type.string)) {
    throw new MongodError(
      'Location31120',
      '$unset specification must be a string or an array containing only string values',
    );
  }
  const names = items.map((item) => String(plainOf(item)));
  for (const name of names) namesIn(name);
  return names;
}

export function replaceRoot(spec: RawValue, scope: PipelineScope): Flow {
  return replaceWith(newRootOf(spec), scope);
}

/** What `$replaceRoot` computes (document_source_replace_root.cpp). */
function newRootOf(spec: RawValue): RawValue {
  if (spec.type !== Type.document) {
    throw new MongodError('Location40229', 'expected an object as specification for $replaceRoot stage');
  }
  const unknown = elementsOf(spec.bytes).find(({ name }) => name !== 'newRoot');
  if (unknown !== undefined) {
    throw new MongodError('Location40415', `BSON field '$replaceRoot.${unknown.name}' is an unknown field.`);
  }
  const root = fieldOf(spec.bytes, 'newRoot');
  if (root !== undefined) return root;
  throw new MongodError('Location40414', "BSON field '$replaceRoot.newRoot' is missing but a required field");
}

export function replaceWith(root: RawValue, { context }: PipelineScope): Flow {
  const expression = compileExpression(root, context);
  return each((document) => {
    const value = expression(document);
    if (value?.type === Type.document) return value.bytes;
    throw new MongodError('Location40228', "'newRoot' expression must evaluate to an object");
  });
}

export function unwind(spec: RawValue): Flow {
  const unwinding = unwindingOf(spec);
  return function* (documents) {
    for (const document of documents) yield* unwound(document, unwinding);
  };
}

/** What `$unwind` takes apart (document_source_unwind.cpp). */
function unwindingOf(spec: RawValue): Unwinding {
  const refused = (code: CodeName, message: string) => new MongodError(code, message);
  const isText = spec.type === Type.string;
  if (!isText && spec.type !== Type.document) {
    throw refused('Location15981', 'expected either a string or an object as specification for $unwind stage');
  }
  const options = new Map(isText ? [['path', spec]] : elementsOf(spec.bytes).map(({ name, value }) => [name, value]));
  const [path, keeps, index] = [...unwindOptions].map((name) => options.get(name));
  const unknown = [...options.keys()].find((name) => !unwindOptions.has(name));
  if (unknown !== undefined) throw refused('Location28811', `unrecognized option to $unwind stage: ${unknown}`);
  if (path === undefined) throw refused('Location28812', 'no path specified to $unwind stage');
  if (path.type !== Type.string) throw refused('Location28808', 'expected a string as the path for $unwind stage');
  if (keeps !== undefined && keeps.type !== Type.bool) {
    throw refused('Location28809', 'expected a boolean for the preserveNullAndEmptyArrays option to $unwind stage');
  }
  const indexPath = index === undefined ? undefined : plainOf(index);
  if (index !== undefined && (typeof indexPath !== 'string' || indexPath === '')) {
    throw refused('Location28810', 'expected a non-empty string for the includeArrayIndex option to $unwind stage');
  }
  const name = String(plainOf(path));
  if (!name.startsWith('$')) {
    throw refused('Location28818', `path option to $unwind stage should be prefixed with a '$': ${name}`);
  }
  if (String(indexPath).startsWith('$')) {
    throw refused('Location28822', `includeArrayIndex option to $unwind stage should not be prefixed with a '$'`);
  }
  return {
    path: namesIn(name.slice(1)),
    keepsAll: keeps !== undefined && plainOf(keeps) === true,
    indexPath: indexPath === undefined ? undefined : namesIn(String(indexPath)),
  };
}

const unwindOptions = new Set(['path', 'preserveNullAndEmptyArrays', 'includeArrayIndex']);

interface Unwinding {
  readonly path: readonly string[];
  readonly keepsAll: boolean;
  readonly indexPath: readonly string[] | undefined;
}

function* unwound(document: Buffer, { path, keepsAll, indexPath }: Unwinding): Generator<Buffer> {
  const value = valueAtPath(asDocument(document), path);
  const withIndex = (one: Buffer, at: bigint | null) =>
    indexPath === undefined ? one : placed(one, indexPath, rawOf(at));
  if (value === undefined || value.type === Type.null || value.type === Type.undefined) {
    if (keepsAll) yield withIndex(document, null);
  } else if (value.type !== Type.array) yield withIndex(document, null);
  else {
    const items: readonly RawElement[] = elementsOf(value.bytes);
    if (items.length === 0 && keepsAll) yield withIndex(dropped(document, path), null);
    for (const [at, item] of items.entries()) yield withIndex(placed(document, path, item.value), BigInt(at));
  }
}
