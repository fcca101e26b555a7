/**
 * Where an answer comes from: a flag or a variable, called as people write it (`--atlas-org`); the profile that was named
 * with --profile; a person, in this run (`answer`) or an earlier one (`journal`); nobody: the services knew it (`found`), or nothing else was there to choose.
 */
export type Origin =
  | { readonly flag: string }
  | { readonly variable: string }
  | { readonly profile: string }
  | 'answer'
  | 'journal'
  | 'default'
  | 'found'
  | 'only choice';

/** As messages and the JSON's `input` event tell it. */
export function originText(origin: Origin): string {
  if (typeof origin === 'string') return origin;
  if ('profile' in origin) return `profile ${origin.profile}`;
  return 'flag' in origin ? origin.flag : origin.variable;
}
