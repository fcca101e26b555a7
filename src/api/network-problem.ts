import { type TlsProblem, tlsProblem } from '../core/tls-problem.ts';

/** Why no answer came. */
export interface NetworkProblem {
  /** Such as ECONNRESET or UNABLE_TO_VERIFY_LEAF_SIGNATURE. */
  readonly code: string;
  /** The connection was lost or silent, so a read may be tried again. */
  readonly dropped: boolean;
  /** What Node or axios says. */
  readonly words: string;
  readonly tls?: TlsProblem | undefined;
}

const droppedCodes = ['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN'];

/** Sorts an error of the connection, or of axios about its answer. */
export function classifyNetworkProblem(error: Error & { readonly code?: string | undefined }): NetworkProblem {
  const { code = 'UNKNOWN', message } = error;
  // A half-sent answer, or one over the size limit: axios has one code for both.
  if (code === 'ERR_BAD_RESPONSE') return unreadable(message);
  return { code, dropped: droppedCodes.includes(code), words: message, tls: tlsProblem(error) };
}

function unreadable(message: string): NetworkProblem {
  return message.startsWith('maxContentLength')
    ? { code: 'TOO_LARGE', dropped: false, words: 'the answer is larger than livemig reads' }
    : { code: 'ECONNRESET', dropped: true, words: 'the answer broke off half-way' };
}
