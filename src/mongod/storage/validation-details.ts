import { asDocument, docOf, elementsOf, fieldOf, plainOf, type RawElement, rawDoc } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { compileSchema } from '../query/json-schema.ts';
import { compileFilter } from '../query/match.ts';

interface Clause {
  readonly operatorName: string;
  readonly [field: string]: unknown;
}

/**
 * Why a document does not fit: the conditions of the validator that it fails, by operator and as they were specified
 * (MongoDB manual, "Specify JSON Schema Validation"). The server says more: the values that it looked at, and reasons
 * in words.
 */
export function validationDetails(validator: Buffer, document: Buffer): Clause {
  const failing = elementsOf(validator).flatMap((element) => clausesOf(element, document));
  const [first] = failing;
  if (first !== undefined && failing.length === 1) return first;
  return { operatorName: '$and', clausesNotSatisfied: failing.map((details, index) => ({ index, details })) };
}

function clausesOf(element: RawElement, document: Buffer): Clause[] {
  const fits = (one: RawElement) => compileFilter(docOf([one]))(document);
  if (fits(element)) return [];
  const { name, value } = element;
  if (name === '$jsonSchema') return [{ operatorName: name, schemaRulesNotSatisfied: rulesOf(value.bytes, document) }];
  const specifiedAs = plainOf(asDocument(docOf([element])));
  if (name.startsWith('$')) return [{ operatorName: name, specifiedAs }];
  const operators = value.type === Type.document ? elementsOf(value.bytes) : [];
  if (!operators[0]?.name.startsWith('$')) return [{ operatorName: '$eq', specifiedAs }];
  const failing = operators.filter((operator) => {
    const options = operator.name === '$regex' ? fieldOf(value.bytes, '$options') : undefined;
    const alone = { [operator.name]: operator.value, ...(options === undefined ? {} : { $options: options }) };
    return operator.name !== '$options' && !fits({ name, value: asDocument(rawDoc(alone)) });
  });
  return failing.map((operator) => ({
    operatorName: operator.name,
    specifiedAs: plainOf(asDocument(rawDoc({ [name]: asDocument(docOf([operator])) }))),
  }));
}

/** Keywords that say nothing without another. */
const neighbours: Readonly<Record<string, string>> = {
  additionalProperties: 'properties',
  minimum: 'exclusiveMinimum',
  maximum: 'exclusiveMaximum',
};

/** The keywords of the schema that fail. */
function rulesOf(schema: Buffer, document: Buffer): Clause[] {
  const keywords = elementsOf(schema);
  const failing = keywords.filter((keyword) => {
    if (keyword.name === 'exclusiveMinimum' || keyword.name === 'exclusiveMaximum') return false;
    const alone = keywords.filter((one) => one === keyword || one.name === neighbours[keyword.name]);
    // What fails by its neighbour only is told there.
    const isOfNeighbour =
      alone.length > 1 &&
      !compileSchema(asDocument(docOf(alone.filter((one) => one !== keyword))))(asDocument(document));
    return !isOfNeighbour && !compileSchema(asDocument(docOf(alone)))(asDocument(document));
  });
  return failing.map(({ name, value }) => ({ operatorName: name, specifiedAs: { [name]: plainOf(value) } }));
}
