import type { Element } from '../../core/bson/elements.ts';
import { BsonType } from '../../core/bson/type.ts';
import { textOf } from '../../core/bson/value.ts';
import type { Definition } from '../../core/verification/definition.ts';
import type { Difference, Expectation } from '../../core/verification/difference.ts';
import { isCappedDuringSync } from './during-sync.ts';
import { isTrue } from './index-spec.ts';
import { fieldsOf, type Same, sameBytes, sameOption } from './same-value.ts';
import { toldDifference } from './told-difference.ts';

/** Stages, and what a filter compares documents with, mean another thing in another order. */
const ordered = new Set(['pipeline', 'validator']);

/** One for each option that differs; the order of options has no meaning. */
export function compareOptions(
  { namespace, options }: Definition,
  destination: Definition,
  { synchronizing }: { readonly synchronizing: boolean },
): Difference[] {
  const [here, there] = [told(options), told(destination.options)];
  const classOf = (name: string): Expectation | undefined => {
    if (formOf(here.get(name)) === formOf(there.get(name))) return 'legacy-form';
    return synchronizing && isCappedDuringSync(name, here, there) ? 'during-sync' : undefined;
  };
  return [...new Set([...here.keys(), ...there.keys()])].flatMap((name): Difference[] => {
    const same: Same = ordered.has(name) ? sameBytes : sameOption;
    const [source, other] = [here.get(name), there.get(name)];
    if (same(source, other)) return [];
    const expected = classOf(name);
    const detail = toldDifference(name, source, other, same);
    return [{ namespace, kind: 'options', detail, ...(expected === undefined ? {} : { expected }) }];
  });
}

/** Without what a server says of itself: the id of a collection, and that its collation is the simple one, which is none. */
function told(options: Uint8Array): Map<string, Element> {
  const fields = fieldsOf(options);
  const collation = fields.get('collation');
  const isSimple = collation?.type === BsonType.document && localeOf(collation) === 'simple';
  if (isSimple) fields.delete('collation');
  fields.delete('uuid');
  return fields;
}

function localeOf({ value }: Element): string {
  return textOf(fieldsOf(value).get('locale')?.value).text;
}

/**
 * What some servers write and others leave out, because it is what holds anyhow (manual, create and collMod; `flags` and
 * `autoIndexId` were of storage engines and servers that are gone). Undefined for what is the same as nothing; otherwise itself.
 */
function formOf(option: Element | undefined): Element | string | undefined {
  if (option === undefined) return undefined;
  const text = option.type === BsonType.text ? textOf(option.value).text : '';
  switch (option.name) {
    case 'validationLevel':
      return text === 'strict' ? undefined : option;
    case 'validationAction':
      return text === 'error' ? undefined : option;
    case 'validator':
      return option.type === BsonType.document && option.value.length === 5 ? undefined : option;
    case 'changeStreamPreAndPostImages':
      return option.type === BsonType.document && !isTrue(fieldsOf(option.value).get('enabled')) ? undefined : option;
    case 'capped':
    case 'temp':
    case 'recordPreImages':
    case 'clusteredIndex':
      return isTrue(option) ? flagForm(option) : undefined;
    case 'autoIndexId':
      return isTrue(option) ? undefined : option;
    case 'flags':
      return undefined;
    default:
      return option;
  }
}

function flagForm(option: Element): Element | string {
  return option.type === BsonType.document ? option : 'true';
}
