/**
 * How the script for the migration host ends, in the words by which it is recognised. That a connection ended well says
 * nothing of the script: it may have been cut off, or read by something else.
 */

/** The last line of standard output, when everything has been done. */
export function installedLine(host: string): string {
  return `${installedMark} on ${host}`;
}

export const installedMark = 'livemig: agent installed and restarted';

/** Begins the line that says whose agent is there, when the host belongs to others and nothing was changed. */
export const refusedMark = 'livemig: refused:';
