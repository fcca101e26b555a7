import { z } from 'zod';

/** As much of JSON Schema as zod makes of the schemas in the contract. */
const Shape = z.object({
  description: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.string()).optional(),
  const: z.unknown().optional(),
  required: z.array(z.string()).optional(),
  get properties() {
    return z.record(z.string(), Shape).optional();
  },
  get items() {
    return Shape.optional();
  },
  get additionalProperties() {
    return z.union([z.boolean(), Shape]).optional();
  },
  get anyOf() {
    return z.array(Shape).optional();
  },
  get oneOf() {
    return z.array(Shape).optional();
  },
});
type Shape = z.infer<typeof Shape>;

export interface Field {
  readonly name: string;
  readonly isOptional: boolean;
  /** Such as `string or null`, or `array of {id, title}`. */
  readonly type: string;
  readonly about: string;
}

/** The fields of an object that a schema describes, in its order. */
export function fieldsOf(schema: z.ZodType): Field[] {
  const { properties = {}, required = [] } = Shape.parse(z.toJSONSchema(schema));
  return Object.entries(properties).map(([name, shape]) => ({
    name,
    isOptional: !required.includes(name),
    type: typeText(shape, 2),
    about: shape.description ?? '',
  }));
}

/** `depth` is how many objects within each other are written out. */
function typeText(shape: Shape, depth: number): string {
  const { type, items, properties, additionalProperties, required = [] } = shape;
  const ways = shape.anyOf ?? shape.oneOf;
  if (ways !== undefined) return [...new Set(ways.map((way) => typeText(way, depth)))].join(' or ');
  if (shape.const !== undefined) return JSON.stringify(shape.const);
  if (shape.enum !== undefined) return shape.enum.map((value) => `\`${value}\``).join(', ');
  if (items !== undefined) return `array of ${typeText(items, depth)}`;
  if (typeof additionalProperties === 'object') return `${typeText(additionalProperties, depth)}, by name`;
  if (properties === undefined) return Array.isArray(type) ? type.join(' or ') : (type ?? 'anything');
  const within = Object.entries(properties).map(([name, part]) => {
    const parts = depth > 1 && part.properties !== undefined ? `: ${typeText(part, depth - 1)}` : '';
    return `${name}${required.includes(name) ? '' : '?'}${parts}`;
  });
  return `\`{${within.join(', ').replaceAll('`', '')}}\``;
}
