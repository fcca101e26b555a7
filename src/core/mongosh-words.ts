import { harmless } from './harmless.ts';

/** A text as mongosh reads it, in double quotes: what a terminal obeys or hides is escaped, so that the paste means the same. */
export function mongoshText(text: string): string {
  return inMongosh(JSON.stringify(text));
}

/** The same of anything that is JSON already. */
export function inMongosh(json: string): string {
  return harmless(json) === json ? json : [...json].map(escaped).join('');
}

function escaped(character: string): string {
  if (harmless(character) === character) return character;
  return [...Array(character.length).keys()]
    .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
    .join('');
}

/** `db.getSiblingDB("shop")` */
export function mongoshDatabase(database: string): string {
  return `db.getSiblingDB(${mongoshText(database)})`;
}

/** `db.getSiblingDB("shop").getCollection("orders")` */
export function mongoshCollection({ database, name }: { readonly database: string; readonly name: string }): string {
  return `${mongoshDatabase(database)}.getCollection(${mongoshText(name)})`;
}
