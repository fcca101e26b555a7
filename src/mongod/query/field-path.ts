import { type CodeName, MongodError } from '../mongod-error.ts';

/** The names in a path. Throws what the server's class does (mongodb/mongo, src/mongo/db/pipeline/field_path.cpp). */
export function namesIn(path: string): string[] {
  if (path === '') throw refused('Location40352', 'FieldPath cannot be constructed with empty string');
  if (path.endsWith('.')) throw refused('Location40353', "FieldPath must not end with a '.'.");
  const names = path.split('.');
  for (const name of names) checkFieldName(name);
  return names;
}

/** Of a DBRef. */
const withDollar = new Set(['$ref', '$id', '$db']);

/** Throws where a field that is made here may not be named so. */
export function checkFieldName(name: string): void {
  if (name === '') throw refused('Location15998', 'FieldPath field names may not be empty strings.');
  if (name.includes('.')) throw refused('Location16412', `FieldPath field names may not contain '.', given '${name}'.`);
  if (name.startsWith('$') && !withDollar.has(name)) {
    throw refused('Location16410', `FieldPath field names may not start with '$', given '${name}'.`);
  }
}

/** Throws where a variable may not be named so (mongodb/mongo, src/mongo/db/pipeline/variable_validation.cpp). */
export function checkVariableName(name: string): void {
  if (name === 'CURRENT') return;
  if (name === '') throw refused('FailedToParse', 'empty variable names are not allowed');
  if (!/^[a-z\u0080-\uffff]/.test(name)) {
    throw refused('FailedToParse', `'${name}' starts with an invalid character for a user variable name`);
  }
  if (/^[\w\u0080-\uffff]+$/.test(name)) return;
  throw refused('FailedToParse', `'${name}' contains an invalid character for a variable name`);
}

function refused(code: CodeName, message: string): MongodError {
  return new MongodError(code, message);
}
