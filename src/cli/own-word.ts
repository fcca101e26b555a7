import { pageOfCode } from '../core/code-pages.ts';
import { type ErrorCode, errorCodes, exitCodes } from '../core/error-codes.ts';
import type { OwnWord } from '../core/explain.ts';
import { docsOf } from '../core/rule.ts';
import { toldRules } from '../stages/rule-book.ts';

/** A rule as findings begin with it, behind a mark; a code as errors end with it; either may stand alone. */
const rulePattern = /^(?:\W{1,3}\s+)?([A-Z]{1,2}\d\d)(?=\s|$)/;
const codePattern = /^([A-Z][A-Z_]+)$|\[([A-Z][A-Z_]+)\]/;

/** What livemig says itself: the ids of its rules, and the codes of its errors. */
export const ownWord: OwnWord = (said) => ruleIn(said) ?? codeIn(said);

function ruleIn(said: string): ReturnType<OwnWord> {
  const rule = toldRules().find(({ id }) => id === rulePattern.exec(said)?.[1]);
  if (rule === undefined) return undefined;
  const { id, title } = rule;
  return {
    id,
    means: `the rule ${id} of livemig check: ${title}`,
    pattern: rulePattern,
    advice: `\`livemig check --explain ${id}\` tells what it reads, where it comes from and what was found last. It is described in ${docsOf(id)}.`,
  };
}

function codeIn(said: string): ReturnType<OwnWord> {
  const [, alone, inBrackets] = codePattern.exec(said) ?? [];
  const code = codes.find((one) => one === (alone ?? inBrackets));
  if (code === undefined) return undefined;
  const { about, kinds } = errorCodes[code];
  const exits = [...new Set(kinds.map((kind) => exitCodes[kind]))].join(' or ');
  const page = pageOfCode(code);
  return {
    id: code,
    means: about,
    pattern: codePattern,
    advice: `livemig says this itself, and ends with ${exits}. What to do stands with the error, as "Fix"${page === undefined ? '' : `; ${page} has more`}.`,
  };
}

const codes: readonly ErrorCode[] = Object.keys(errorCodes).filter((code): code is ErrorCode => code in errorCodes);
