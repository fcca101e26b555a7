import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject } from 'ajv';
import { z } from 'zod';

const Content = z.record(z.string(), z.object({ schema: z.unknown().optional() }).loose());
const Response = z.object({ $ref: z.string().optional(), content: Content.optional() }).loose();
const Operation = z.object({
  requestBody: z.object({ content: Content }).loose().optional(),
  responses: z.record(z.string(), Response),
});
const Spec = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z
    .object({ schemas: z.record(z.string(), z.unknown()), responses: z.record(z.string(), Response) })
    .loose(),
});

export interface Exchange {
  readonly method: string;
  /** Without query. */
  readonly path: string;
  /** The media type without parameters. */
  readonly requestType: string;
  readonly requestBody?: unknown;
  readonly status: number;
  /** Empty where the answer has no body. */
  readonly responseType: string;
  readonly responseBody?: unknown;
}

/** MongoDB's published OpenAPI 3.0 file, as something that has an opinion about an exchange. */
export function openApi(file: string) {
  const spec = Spec.parse(JSON.parse(readFileSync(file, 'utf8')));
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema({ $id: 'spec', components: { schemas: jsonSchema(spec.components.schemas) } });
  const problems = (schema: unknown, value: unknown): string[] => {
    const validate = ajv.compile({ allOf: [absolute(jsonSchema(schema))] });
    if (validate(value)) return [];
    const errors = validate.errors ?? [];
    const leaves = errors.filter(({ keyword }) => keyword !== 'anyOf');
    return (leaves.length > 0 ? leaves : errors).map(inWords);
  };

  function operation(method: string, path: string): z.infer<typeof Operation> | undefined {
    const template = Object.keys(spec.paths)
      .filter((candidate) => matches(candidate, path))
      .toSorted((a, b) => a.split('{').length - b.split('{').length)[0];
    const found = template === undefined ? undefined : spec.paths[template]?.[method.toLowerCase()];
    return found === undefined ? undefined : Operation.parse(found);
  }

  return {
    /** What the file does not foresee in this exchange; empty where they agree. */
    objections({ method, path, requestType, requestBody, status, responseType, responseBody }: Exchange): string[] {
      const found = operation(method, path);
      if (found === undefined) return [`${method} ${path} is not in the file`];
      const listed = found.responses[String(status)];
      if (listed === undefined) return [`status ${status} is not listed`];
      const response =
        listed.$ref === undefined ? listed : spec.components.responses[listed.$ref.split('/').at(-1) ?? ''];
      return [
        ...(requestBody === undefined || status >= 400
          ? []
          : agree('request', found.requestBody?.content, requestType, requestBody)),
        ...(responseType === '' ? [] : agree('answer', response?.content, responseType, responseBody)),
      ];
    },
  };

  function agree(what: string, content: z.infer<typeof Content> | undefined, type: string, body: unknown): string[] {
    const entry = content?.[type];
    if (entry === undefined) return [`${what}: media type ${type} is not listed`];
    return problems(entry.schema, body).map((problem) => `${what}: ${problem}`);
  }
}

/**
 * OpenAPI 3.0 has `nullable`, JSON Schema has null; its oneOf lists overlap, so one or more may fit. A base that lists
 * its own heirs, each of which refers back to it, would never end: its list is left out, its properties count.
 */
function jsonSchema(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(jsonSchema);
  if (typeof node !== 'object' || node === null) return node;
  const isBase = 'discriminator' in node && 'properties' in node;
  const entries = Object.entries(node)
    .filter(([key]) => !(isBase && key === 'oneOf'))
    .filter(([key]) => key !== 'nullable' && key !== 'example' && key !== 'default' && key !== 'discriminator')
    .map(([key, value]) => [
      key === 'oneOf' ? 'anyOf' : key,
      // Some patterns escape a colon, which is not allowed where \p{L} is.
      key === 'pattern' && typeof value === 'string' ? value.replaceAll('\\:', ':') : jsonSchema(value),
    ]);
  const schema = Object.fromEntries(entries);
  return Reflect.get(node, 'nullable') === true ? { anyOf: [{ type: 'null' }, schema] } : schema;
}

function absolute(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(absolute);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, key === '$ref' ? `spec${String(value)}` : absolute(value)]),
  );
}

function matches(template: string, path: string): boolean {
  const [wanted, given] = [template.split('/'), path.split('/')];
  return wanted.length === given.length && wanted.every((part, index) => part.startsWith('{') || part === given[index]);
}

function inWords({ instancePath, message = 'does not fit', params }: ErrorObject): string {
  return `${instancePath || 'body'} ${message} ${JSON.stringify(params)}`;
}
