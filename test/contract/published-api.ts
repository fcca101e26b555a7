import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { z } from 'zod';

const Content = z.record(z.string(), z.unknown()).default({});
const Operation = z.looseObject({
  requestBody: z.looseObject({ content: Content }).optional(),
  responses: z.record(z.string(), z.looseObject({ content: Content })),
});
const Spec = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly accept: string;
  /** As JSON would carry it. */
  readonly body?: unknown;
}

/** What an OpenAPI file (YAML or JSON) says about requests: the objections to one, none where it fits. */
export function publishedApi(file: string): (request: Sent) => string[] {
  const content: unknown = parse(readFileSync(file, 'utf8'));
  const { paths } = Spec.parse(content);
  // The published patterns have escapes that a regular expression with the flag u refuses.
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, unicodeRegExp: false });
  ajv.addSchema(z.record(z.string(), z.unknown()).parse(content), 'spec');

  return ({ method, path, accept, body }) => {
    const template = Object.keys(paths).find((candidate) => fits(candidate, path));
    const found = template === undefined ? undefined : paths[template]?.[method.toLowerCase()];
    if (template === undefined || found === undefined) return [`${method} ${path} is not published`];
    const operation = Operation.parse(found);
    const answers = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
    const types = answers.flatMap(([, answer]) => Object.keys(answer.content));
    if (!types.includes(accept)) return [`${accept} is not among ${types.join(', ')}`];
    if (body === undefined) return [];
    if (operation.requestBody?.content[accept] === undefined) return [`no body of type ${accept} is published`];
    const place = ['paths', template, method.toLowerCase(), 'requestBody', 'content', accept, 'schema'];
    const validate = ajv.compile({ $ref: `spec#/${place.map(pointer).join('/')}` });
    return validate(body)
      ? []
      : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}

/** Whether a path such as /groups/p1/clusters is one of /groups/{groupId}/clusters. */
function fits(template: string, path: string): boolean {
  const [wanted, given] = [template.split('/'), path.split('/')];
  return wanted.length === given.length && wanted.every((part, at) => part.startsWith('{') || part === given[at]);
}

/** One word of a JSON pointer in a URI fragment. */
function pointer(word: string): string {
  return encodeURIComponent(word.replaceAll('~', '~0').replaceAll('/', '~1'));
}
