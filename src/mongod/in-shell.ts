import { BSON, type Document } from 'mongodb';

/** A document as the server writes it into messages: `{ find: "items", $db: "shop" }`. */
export function inShell(document: Document): string {
  const fields = Object.entries(document).map(([name, value]) => `${name}: ${shown(value)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[ ${value.map(shown).join(', ')} ]`;
  if (value instanceof BSON.ObjectId) return `ObjectId('${value.toHexString()}')`;
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (isPlain(value)) return inShell(value);
  return typeof value === 'object' ? BSON.EJSON.stringify(value) : (JSON.stringify(value) ?? 'undefined');
}

function isPlain(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
