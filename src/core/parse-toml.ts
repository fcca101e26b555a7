import { parse, TomlError } from 'smol-toml';

/**
 * The content of a TOML text. Throws an Error whose message, the end of a sentence, says where it cannot be read; the
 * library would quote the lines around it, and a key may stand there.
 */
export function parseToml(text: string): Readonly<Record<string, unknown>> {
  try {
    return parse(text);
  } catch (error) {
    const where = error instanceof TomlError ? ` at line ${error.line}, column ${error.column}` : '';
    throw new Error(`it is not TOML${where}`);
  }
}
