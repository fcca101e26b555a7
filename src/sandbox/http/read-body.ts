import type { z } from 'zod';
import { badRequest, type Refusal } from './refusal.ts';

/**
 * Parses a request body. The refusal names the field and never its value, which may be a password.
 * Unknown fields are refused where the schema is strict, as both services do (Ops Manager notes, section 1).
 */
export function readBody<Body>(schema: z.ZodType<Body>, text: string): Body {
  const json = parseJson(text);
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw issue === undefined ? badRequest('VALIDATION_ERROR', 'The body is not valid.') : refusalFor(issue, json);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest('MALFORMED_JSON', 'Received JSON is malformed.');
  }
}

function refusalFor(issue: z.core.$ZodIssue, json: unknown): Refusal {
  if (issue.code === 'unrecognized_keys') {
    const field = fieldName([...issue.path, issue.keys[0] ?? '']);
    return badRequest('INVALID_ATTRIBUTE', `Invalid attribute ${field} specified.`, field);
  }
  const field = fieldName(issue.path);
  if (issue.code === 'invalid_type' && valueAt(json, issue.path) === undefined) {
    return badRequest('MISSING_ATTRIBUTE', `The required attribute ${field} was not specified.`, field);
  }
  if (issue.code === 'invalid_value') {
    return valueAt(json, issue.path) === undefined
      ? badRequest('MISSING_ATTRIBUTE', `The required attribute ${field} was not specified.`, field)
      : badRequest(
          'INVALID_ENUM_VALUE',
          `An invalid enumeration value was specified for ${field}: ${issue.message}.`,
          field,
        );
  }
  return badRequest('VALIDATION_ERROR', `The attribute ${field} is not valid: ${issue.message}.`, field);
}

function fieldName(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'body' : path.map(String).join('.');
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    json,
  );
}
