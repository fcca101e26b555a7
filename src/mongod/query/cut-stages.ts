import { randomInt } from 'node:crypto';
import { elementsOf, plainOf, type RawValue, rawDoc, rawOf } from '../bson/raw.ts';
import { isNumber } from '../bson/type.ts';
import { type CodeName, MongodError } from '../mongod-error.ts';
import type { Flow } from './pipeline-context.ts';
import { document } from './pipeline-stages.ts';

export function limit(spec: RawValue): Flow {
  const most = wholeNumber('$limit', spec, 1);
  return (documents) => limited(documents, most);
}

export function skip(spec: RawValue): Flow {
  const first = wholeNumber('$skip', spec, 0);
  return (documents) => skipped(documents, first);
}

export function count(spec: RawValue): Flow {
  const name = countName(spec);
  return (documents) => counted(documents, name);
}

export function sample(spec: RawValue): Flow {
  const size = sampleSize(spec);
  return (documents) => sampled(documents, size);
}

function wholeNumber(name: string, spec: RawValue, least: number): number {
  const value = isNumber(spec.type) ? Number(plainOf(spec)) : Number.NaN;
  if (Number.isInteger(value) && value >= least) return value;
  if (name === '$limit' && value === 0) throw new MongodError('Location15958', 'the limit must be positive');
  // mongodb/mongo, src/mongo/db/pipeline: document_source_limit.cpp and document_source_skip.cpp
  throw new MongodError(
    name === '$limit' ? 'Location5107201' : 'Location5107200',
    `invalid argument to ${name} stage: Expected a non-negative whole number in: ${name}: ${String(plainOf(spec))}`,
  );
}

export function* limited(documents: Iterable<Buffer>, limit: number): Generator<Buffer> {
  let left = limit;
  if (left <= 0) return;
  for (const one of documents) {
    yield one;
    left -= 1;
    if (left === 0) return;
  }
}

export function* skipped(documents: Iterable<Buffer>, skip: number): Generator<Buffer> {
  let left = skip;
  for (const one of documents) {
    if (left > 0) left -= 1;
    else yield one;
  }
}

/** The name of the field that `$count` makes (document_source_count.cpp). */
function countName(spec: RawValue): string {
  const name = plainOf(spec);
  const refused = (code: CodeName, what: string) => new MongodError(code, `the count field ${what}`);
  if (typeof name !== 'string') throw refused('Location40156', 'must be a non-empty string');
  if (name === '') throw refused('Location40157', 'must be a non-empty string');
  if (name.startsWith('$')) throw refused('Location40158', 'cannot be a $-prefixed path');
  if (name.includes('\0')) throw refused('Location40159', 'cannot contain a null byte');
  if (name.includes('.')) throw refused('Location40160', "cannot contain '.'");
  return name;
}

/** How many documents `$sample` takes (document_source_sample.cpp). */
function sampleSize(spec: RawValue): number {
  const fields = elementsOf(document('$sample', spec));
  const unknown = fields.find(({ name }) => name !== 'size');
  if (unknown !== undefined) {
    throw new MongodError('Location28748', `unrecognized option to $sample: ${unknown.name}`);
  }
  const [size] = fields;
  if (size === undefined) throw new MongodError('Location28749', '$sample stage must specify a size');
  if (!isNumber(size.value.type)) throw new MongodError('Location28746', 'size argument to $sample must be a number');
  const value = Number(plainOf(size.value));
  if (value >= 0) return value;
  throw new MongodError('Location28747', 'size argument to $sample must not be negative');
}

/** Nothing at all for no documents, as in the server. */
function* counted(documents: Iterable<Buffer>, name: string): Generator<Buffer> {
  let number = 0;
  for (const _ of documents) number += 1;
  if (number > 0) yield rawDoc({ [name]: rawOf(number) });
}

function sampled(documents: Iterable<Buffer>, size: number): Buffer[] {
  const pool = [...documents];
  const wanted = Math.min(size, pool.length);
  for (let at = 0; at < wanted; at++) {
    const other = randomInt(at, pool.length);
    const [a, b] = [pool[at], pool[other]];
    if (a !== undefined && b !== undefined) [pool[at], pool[other]] = [b, a];
  }
  return pool.slice(0, wanted);
}
