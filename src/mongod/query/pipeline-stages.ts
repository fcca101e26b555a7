import { elementsOf, itemsOf, type RawElement, type RawValue } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { type CodeName, MongodError } from '../mongod-error.ts';

/** The one field of a stage. */
export function stageOf(stage: Buffer): RawElement {
  const elements = elementsOf(stage);
  const [element] = elements;
  if (element !== undefined && elements.length === 1) return element;
  throw new MongodError('Location40323', 'A pipeline stage specification object must contain exactly one field.');
}

/** Throws TypeMismatch for what is no array of documents. */
export function stagesIn(pipeline: RawValue): Buffer[] {
  const stages = pipeline.type === Type.array ? itemsOf(pipeline) : undefined;
  if (stages === undefined) throw new MongodError('TypeMismatch', "'pipeline' option must be specified as an array");
  if (stages.every(({ type }) => type === Type.document)) return stages.map(({ bytes }) => bytes);
  throw new MongodError('TypeMismatch', "Each element of the 'pipeline' array must be an object");
}

/** What a stage answers that takes a document and gets none; `$match` and the others throw these in MongoDB's document_source_*.cpp. */
const noDocument: Readonly<Record<string, CodeName>> = {
  $match: 'Location15959',
  $project: 'Location15969',
  $sort: 'Location15973',
  $sample: 'Location28745',
};

/** The document that a stage takes. */
export function document(name: string, spec: RawValue): Buffer {
  if (spec.type === Type.document) return spec.bytes;
  throw new MongodError(noDocument[name] ?? 'FailedToParse', `the ${name} stage specification must be an object`);
}
