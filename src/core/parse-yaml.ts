import { Lexer, LineCounter, Parser, parseDocument } from 'yaml';

/** Far more than a file of ours needs; at some hundreds, the library and all who walk through it run out of stack. */
const deepest = 64;

/** The content of a YAML text, which JSON is as well. Throws an Error whose message, of one line, says why there is none. */
export function parseYaml(text: string): unknown {
  if (isTooDeep(text)) throw new Error(`it is nested more than ${deepest} deep`);
  const content = contentOf(text);
  if (refersToItself(content)) throw new Error('a part of it refers to itself');
  return content;
}

/** Left to itself, the library prints warnings with words of the file, and draws each of many thousand errors. */
function contentOf(text: string): unknown {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { logLevel: 'error', prettyErrors: false, lineCounter });
  const [fault] = document.errors;
  if (fault === undefined) return document.toJS();
  const { line, col } = lineCounter.linePos(fault.pos[0]);
  throw new Error(`${fault.message} at line ${line}, column ${col}`);
}

/** The lexer and the parser of the syntax keep a list and do not call themselves, unlike what comes after them. */
function isTooDeep(text: string): boolean {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    for (const _ of parser.next(lexeme));
    if (parser.stack.length > deepest) return true;
  }
  return false;
}

/** An alias may stand for what it is a part of. `clean` holds what has been walked through. */
function refersToItself(content: unknown, around: readonly unknown[] = [], clean = new Set<unknown>()): boolean {
  if (typeof content !== 'object' || content === null || clean.has(content)) return false;
  if (around.includes(content)) return true;
  const found = Object.values(content).some((part) => refersToItself(part, [...around, content], clean));
  clean.add(content);
  return found;
}
