import { LivemigError } from '../core/errors.ts';
import { flagName, howToGive, type Input } from '../core/inputs.ts';
import type { ErrorData, InputProblem } from '../core/results/error-data.ts';

/** An input that is missing or cannot be right: for people, and for whoever scripts. */
export interface WrongInput {
  readonly line: string;
  readonly about: InputProblem;
}

/** An error says more where it is alone. */
export type Problem = WrongInput | LivemigError;

/**
 * Throws one LivemigError that names all problems; does nothing where there is none. It is of kind `credentials` where
 * nothing but credentials is wrong, and otherwise of kind `usage`. `isAsked`: whether the command asks on a terminal.
 */
export function refuseProblems(all: readonly Problem[], { isAsked = true } = {}): void {
  const [only] = all;
  if (only === undefined) return;
  if (all.length === 1 && only instanceof LivemigError) throw only;
  const problems = all.map((one) => (one instanceof LivemigError ? `${one.message} ${one.fix}` : one.line));
  const isAccess = only instanceof LivemigError && all.every(isOfCredentials);
  throw new LivemigError({
    kind: isAccess ? 'credentials' : 'usage',
    code: isAccess ? only.code : 'INPUTS',
    data: dataOf(all),
    message: `${problems.length === 1 ? 'One input is' : `${problems.length} inputs are`} missing or wrong:\n${problems.map((line) => `  - ${line}`).join('\n')}`,
    fix: `Give them as flags or variables${isAsked ? ', or run the command on a terminal, where it asks' : ''}.`,
  });
}

function isOfCredentials(problem: Problem): boolean {
  return problem instanceof LivemigError && problem.kind === 'credentials';
}

/** What all of them are about. An error that tells of no input is of a flag or a file. */
function dataOf(all: readonly Problem[]): ErrorData {
  const abouts = all.map((one): ErrorData => {
    if (!(one instanceof LivemigError)) return { problems: [one.about] };
    const { data, message } = one;
    const isTold = data.problems !== undefined || data.credentials !== undefined;
    return isTold ? data : { problems: [{ problem: 'wrong', message }] };
  });
  const problems = abouts.flatMap((about) => about.problems ?? []);
  const credentials = abouts.flatMap((about) => about.credentials ?? []);
  return { ...(problems.length > 0 && { problems }), ...(credentials.length > 0 && { credentials }) };
}

/** With the line that names what is missing, and how to give it. */
export function missingInput<S, V>(key: string, input: Input<S, V>): WrongInput {
  return {
    line: `${key}: ${sentence(input.title)} ${howToGive(input)}`,
    about: { input: key, problem: 'missing', message: sentence(input.title), ...waysOf(input) },
  };
}

/** `message` says what is wrong with it. */
export function wrongInput<S, V>(key: string, input: Input<S, V>, message: string, hint = ''): WrongInput {
  return {
    line: `${message} ${hint}${howToGive(input)}`,
    about: { input: key, problem: 'wrong', message, ...waysOf(input) },
  };
}

function waysOf<S, V>(input: Input<S, V>): Pick<InputProblem, 'flag' | 'variables'> {
  const flag = flagName(input);
  return { ...(flag === '' ? {} : { flag }), variables: input.env };
}

/** Some titles are questions, which end by themselves. */
function sentence(title: string): string {
  return title.endsWith('?') ? title : `${title}.`;
}
