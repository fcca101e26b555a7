import { z } from 'zod';

const Schema = z
  .object({
    $ref: z.string().optional(),
    allOf: z.array(z.unknown()).default([]),
    oneOf: z.array(z.unknown()).default([]),
    anyOf: z.array(z.unknown()).default([]),
    properties: z.record(z.string(), z.unknown()).optional(),
    additionalProperties: z.unknown().optional(),
    items: z.unknown().optional(),
    discriminator: z
      .object({ propertyName: z.string(), mapping: z.record(z.string(), z.string()).default({}) })
      .optional(),
  })
  .loose();
type Schema = z.infer<typeof Schema>;

type Schemas = Readonly<Record<string, unknown>>;

/**
 * What an answer holds that its schema does not name. The schemas themselves let every other field pass, so an answer in
 * the shape of another version would fit.
 */
export function strayFields(schemas: Schemas, schema: unknown, value: unknown, at = ''): string[] {
  const parts = partsOf(schemas, schema, value, new Set());
  if (Array.isArray(value)) {
    const items = parts.flatMap((part) => (part.items === undefined ? [] : [part.items]));
    return value.flatMap((item: unknown, index) => strayFields(schemas, { anyOf: items }, item, `${at}/${index}`));
  }
  const named = parts.flatMap(({ properties }) => (properties === undefined ? [] : [properties]));
  const others = parts.map((part) => part.additionalProperties).filter((one) => typeof one === 'object');
  const isFree = named.length === 0 && others.length === 0;
  if (typeof value !== 'object' || value === null || isFree) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const anyOf = [...named.flatMap((properties) => (key in properties ? [properties[key]] : [])), ...others];
    const here = `${at}/${key}`;
    return anyOf.length === 0 ? [`${here} is not in this version`] : strayFields(schemas, { anyOf }, inner, here);
  });
}

/** The schema with all that it is made of; of variants with a name, the one that the value names. */
function partsOf(schemas: Schemas, node: unknown, value: unknown, seen: Set<unknown>): Schema[] {
  if (seen.has(node)) return [];
  seen.add(node);
  const schema = Schema.parse(node);
  const { $ref, discriminator } = schema;
  if ($ref !== undefined) return partsOf(schemas, schemas[nameIn($ref)], value, seen);
  const variant = discriminator?.mapping[String(fieldOf(value, discriminator.propertyName))];
  const variants = variant === undefined ? [...schema.oneOf, ...schema.anyOf] : [schemas[nameIn(variant)]];
  return [schema, ...[...schema.allOf, ...variants].flatMap((inner) => partsOf(schemas, inner, value, seen))];
}

function nameIn(ref: string): string {
  return ref.split('/').at(-1) ?? '';
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
