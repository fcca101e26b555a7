import { z } from 'zod';
import { beginning } from '../core/harmless.ts';

/** Longer than any name, status or reason that a service is known to give. */
const longestWords = 2000;

/**
 * A text of an answer that is shown, compared or asked for again: cut off where it is too long, so that a service that is
 * broken fills neither the screen nor the audit with it.
 */
export const words = z.string().transform((text) => beginning(text, longestWords));
