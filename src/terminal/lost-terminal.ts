/**
 * Lets raw mode be turned off in vain where the window was closed meanwhile: there is nothing left to restore.
 *
 * Readline turns it off when a question is left, and throws what that fails with from wherever it is then: out of the
 * event loop, or into a signal handler (Node 20.20.2). The lock would stay behind.
 */
export function forgiveLostTerminal(input: NodeJS.ReadStream): void {
  const setRawMode = input.setRawMode?.bind(input);
  if (setRawMode === undefined) return;
  input.setRawMode = (isRaw) => {
    try {
      return setRawMode(isRaw);
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error) || error.code !== 'EIO') throw error;
      return input;
    }
  };
}
