import type { Choice } from './ports.ts';
import type { StepId } from './step.ts';

/**
 * Everything about one input but its schema: the flag, the variables, the question, the help text, and where its
 * value can be found out. One declaration serves all of them.
 *
 * `Services` is what choices and suggestions may ask (the two APIs); `Values` what has been answered so far.
 */
export interface Input<Services, Values> {
  /** The question, and the description in --help. */
  readonly title: string;
  /** Where the answer is found, or what it is for; shown with the question. */
  readonly hint?: string;
  /** As commander writes it: `--atlas-org <id-or-name>`; absent for secrets. */
  readonly flag?: string;
  /** First one found wins. */
  readonly env: readonly string[];
  /** A flag that names the variable to read instead, for secrets that differ between jobs. */
  readonly envFlag?: string;
  /** A flag without a value that has a secret read from standard input. */
  readonly stdinFlag?: string;
  readonly kind: 'text' | 'secret' | 'yes-no' | 'list' | 'choice';
  /** The only values there are, where that does not depend on the services; the same as in the schema. */
  readonly oneOf?: readonly string[];
  /** Blanks at its ends may be meant, so they are refused and not taken away. */
  readonly blanksCount?: boolean;
  /** A person's word: never remembered, never from a variable. */
  readonly spoken?: boolean;
  /** What a person's no means and what else they can do; such a no ends the run without being a failure. */
  readonly declined?: string;
  /** The step that it belongs to: what it is needed for at the latest. */
  readonly step?: StepId;
  /**
   * What becomes of it then. `fixed`: once the step has begun, another value would be another migration, and is refused.
   * `not-asked`: once the step has been carried out, nobody needs it any more.
   */
  readonly afterwards?: 'fixed' | 'not-asked';
  /** Whether two texts are ways to write one value; without it they are where they are equal. */
  isSame?(one: string, other: string): boolean;
  readonly default?: string;
  /** Whether it is asked at all; 'later' where that is not known before the services have been asked. */
  when?(values: Values, isGiven: (key: string) => boolean): boolean | 'later';
  /** Not needed to go on, and therefore never asked. */
  readonly optional?: boolean;
  /** A value that the services know. */
  suggest?(services: Services, values: Values): Promise<string | boolean | undefined>;
  /** What is not among the choices is hidden from these credentials, so another key may be what is wanted. */
  readonly shownByCredentials?: boolean;
  /** The last item of the list of choices, which leads to typing a value that is not among them. */
  readonly other?: string;
  /** How to come to have something to choose, where there is nothing. */
  whenNone?(values: Values): string;
  /** What can be chosen; a name is accepted wherever a value is. */
  choices?(services: Services, values: Values): Promise<readonly Choice[]>;
}

/** The step once begun, another value is refused; `undefined` where none ever is. */
export function fixedBy({ step, afterwards }: Pick<Input<never, never>, 'step' | 'afterwards'>): StepId | undefined {
  return afterwards === 'fixed' ? step : undefined;
}

/** `--atlas-org`, without its argument; empty where there is no flag. */
export function flagName(input: Pick<Input<never, never>, 'flag'>): string {
  return input.flag?.split(' ')[0] ?? '';
}

/** The sentence that names the flag and the variables. */
export function howToGive(input: Pick<Input<never, never>, 'flag' | 'env' | 'oneOf'>): string {
  const ways = [flagName(input), ...input.env].filter((way) => way !== '');
  const values =
    input.oneOf === undefined ? '' : `, which is ${input.oneOf.join(', ').replace(/, (?=[^,]*$)/, ' or ')}`;
  return ways.length === 0 ? 'Run the command on a terminal.' : `Give ${ways.join(' or ')}${values}.`;
}
