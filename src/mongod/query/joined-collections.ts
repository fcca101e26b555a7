import { elementsOf, fieldOf, itemsOf, plainOf, type RawElement, type RawValue } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';

/** The stages of a pipeline that nobody has checked: what is none is passed over. */
export function uncheckedStages(pipeline: RawValue | undefined): RawElement[] {
  if (pipeline?.type !== Type.array) return [];
  return itemsOf(pipeline).flatMap((stage) =>
    stage.type === Type.document ? elementsOf(stage.bytes).slice(0, 1) : [],
  );
}

/** The further collections of its database that a pipeline reads, also by those inside it. */
export function joinedCollections(stages: readonly RawElement[]): string[] {
  return stages.flatMap(({ name, value }) => {
    if (name === '$facet' && value.type === Type.document) {
      return elementsOf(value.bytes).flatMap((facet) => joinedCollections(uncheckedStages(facet.value)));
    }
    if (name !== '$lookup' && name !== '$unionWith') return [];
    if (value.type === Type.string) return [String(plainOf(value))];
    if (value.type !== Type.document) return [];
    const from = fieldOf(value.bytes, name === '$unionWith' ? 'coll' : 'from');
    const inner = joinedCollections(uncheckedStages(fieldOf(value.bytes, 'pipeline')));
    return from === undefined ? inner : [String(plainOf(from)), ...inner];
  });
}
