import { elementsOf, fieldOf, plainOf, type RawElement, type RawValue, rawDoc, rawOf } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';

/**
 * `{$group: {_id: 1, n: {$sum: 1}}}`, which is how drivers count: counted here without making plain values of all
 * documents. `undefined` for any other stage.
 */
export function countGroup({
  name,
  value,
}: RawElement): ((documents: Iterable<Buffer>) => Iterable<Buffer>) | undefined {
  const [id, field, ...others] = name === '$group' ? elementsOf(value.bytes) : [];
  if (id === undefined || field === undefined || others.length > 0 || !isConstant(id) || !isSumOfOnes(field.value))
    return undefined;
  return (documents) => counted(documents, id.value, field.name);
}

function isConstant({ name, value }: RawElement): boolean {
  return name === '_id' && (value.type === Type.int || value.type === Type.null);
}

function isSumOfOnes(value: RawValue): boolean {
  const sum =
    value.type === Type.document && elementsOf(value.bytes).length === 1 ? fieldOf(value.bytes, '$sum') : undefined;
  return sum?.type === Type.int && plainOf(sum) === 1;
}

function* counted(documents: Iterable<Buffer>, id: RawValue, name: string): Generator<Buffer> {
  let count = 0;
  for (const _ of documents) count += 1;
  if (count > 0) yield rawDoc({ _id: id, [name]: rawOf(count) });
}
