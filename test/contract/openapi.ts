import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject } from 'ajv';
import { parse } from 'yaml';
import { z } from 'zod';
import { strayFields } from './stray-fields.ts';

const Content = z.record(
  z.string(),
  z.object({ schema: z.unknown().optional(), 'x-sunset': z.string().optional() }).loose(),
);
const Response = z.object({ $ref: z.string().optional(), content: Content.optional() }).loose();
const Operation = z.object({
  requestBody: z.object({ content: Content }).loose().optional(),
  responses: z.record(z.string(), Response),
  'x-rolesRequirements': z.array(z.string()).optional(),
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

/** A request alone, as a client sends it. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly accept: string;
  /** As JSON would carry it. */
  readonly body?: unknown;
}

export function readOpenApi(file: string) {
  // Every JSON file is a YAML file, but reading one as such takes long.
  const text = readFileSync(file, 'utf8');
  return openApi(file.endsWith('.json') ? JSON.parse(text) : parse(text));
}

/** MongoDB's published OpenAPI 3.0 file, or a part of it, as something that has an opinion about an exchange. */
export function openApi(content: unknown) {
  const spec = Spec.parse(content);
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
    has: (method: string, path: string) => operation(method, path) !== undefined,

    /** One of these roles is needed, in words; `undefined` where the file says nothing. */
    rolesFor: (method: string, path: string) => operation(method, path)?.['x-rolesRequirements'],

    /** The dates of the resource's versions, oldest first, and the day from which each is gone, where that is set. */
    versionsOf(method: string, path: string): { dates: string[]; sunsets: Record<string, string> } {
      const answers = Object.entries(operation(method, path)?.responses ?? {}).filter(([status]) => status[0] === '2');
      const dated = answers
        .flatMap(([, answer]) => Object.entries(answer.content ?? {}))
        .map(([type, entry]) => [/\d{4}-\d\d-\d\d/.exec(type)?.[0] ?? '', entry['x-sunset']] as const)
        .filter(([date]) => date !== '');
      const sunsets = dated.flatMap(([date, sunset]) => (sunset === undefined ? [] : [[date, sunset]]));
      return { dates: dated.map(([date]) => date).toSorted(), sunsets: Object.fromEntries(sunsets) };
    },

    /** What the file has against a request; empty where they agree. */
    requestObjections({ method, path, accept, body }: Sent): string[] {
      const found = operation(method, path);
      if (found === undefined) return [`${method} ${path} is not in the file`];
      const answers = Object.entries(found.responses).filter(([status]) => status.startsWith('2'));
      const types = answers.flatMap(([, answer]) => Object.keys(answer.content ?? {}));
      if (!types.includes(accept)) return [`${accept} is not among ${types.join(', ')}`];
      return body === undefined ? [] : agree('request', found.requestBody?.content, accept, body);
    },

    /** What the file does not foresee in this exchange; empty where they agree. */
    objections({ method, path, requestType, requestBody, status, responseType, responseBody }: Exchange): string[] {
      const found = operation(method, path);
      if (found === undefined) return [`${method} ${path} is not in the file`];
      // An answer with another success than the listed one is still held against its body.
      const isListed = Object.hasOwn(found.responses, String(status));
      const likely = Object.keys(found.responses).find((code) => code[0] === '2' && status >= 200 && status < 300);
      const listed = found.responses[isListed ? String(status) : (likely ?? '')];
      const unlisted = isListed ? [] : [`status ${status} is not listed`];
      if (listed === undefined) return unlisted;
      const response =
        listed.$ref === undefined ? listed : spec.components.responses[listed.$ref.split('/').at(-1) ?? ''];
      return [
        ...unlisted,
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
    const strays = what === 'answer' ? strayFields(spec.components.schemas, entry.schema, body) : [];
    return [...problems(entry.schema, body), ...strays].map((problem) => `${what}: ${problem}`);
  }
}

/**
 * OpenAPI 3.0 has `nullable`, JSON Schema has null; its exclusive bounds are flags beside the bounds; its oneOf lists
 * overlap, so one or more may fit. A base that lists its own heirs, each of which refers back to it, would never end:
 * its list is left out, its properties count.
 */
function jsonSchema(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(jsonSchema);
  if (typeof node !== 'object' || node === null) return node;
  const isBase = 'discriminator' in node && 'properties' in node;
  const entries = Object.entries(node)
    .filter(([key, value]) => !(isBase && key === 'oneOf') && !leftOut.has(key) && value !== false)
    .map(([key, value]) => [key === 'oneOf' ? 'anyOf' : key, jsonSchema(flagged(node, key, value))]);
  const schema = Object.fromEntries(entries);
  return Reflect.get(node, 'nullable') === true ? { anyOf: [{ type: 'null' }, schema] } : schema;
}

const leftOut = new Set(['nullable', 'example', 'default', 'discriminator']);

function flagged(node: object, key: string, value: unknown): unknown {
  // Some published patterns escape what needs none, which is not allowed where \p{L} is.
  if (key === 'pattern' && typeof value === 'string') return value.replaceAll(/\\([^\w^$\\.*+?()[\]{}|/-])/g, '$1');
  if (value !== true) return value;
  if (key === 'exclusiveMinimum') return Reflect.get(node, 'minimum');
  return key === 'exclusiveMaximum' ? Reflect.get(node, 'maximum') : value;
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
