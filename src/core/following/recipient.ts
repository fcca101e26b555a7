import type { Happening } from './happening.ts';

/** What came of telling somebody once. */
export type Told =
  | { readonly isTold: true }
  | {
      readonly isTold: false;
      /** One sentence, without the address, which may be a secret. */
      readonly why: string;
      /** They do not want it: the same again helps only once somebody has changed something. */
      readonly isRefused: boolean;
      /** How long they asked to be left alone. */
      readonly askedSeconds?: number | undefined;
    };

/** Somebody who is told of what happens: a webhook or a command. */
export interface Recipient {
  /** The same in every run that is given the same recipient, and no secret. */
  readonly key: string;
  /** As messages call it: `the webhook at hooks.slack.com`. */
  readonly name: string;
  /** Ends within a time of its own, and never rejects. */
  tell(happening: Happening): Promise<Told>;
}
