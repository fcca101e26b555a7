/**
 * Lets the work go on, unseen, where what it says cannot be written: `livemig status | head` closes the pipe early
 * (EPIPE), a closed window takes the terminal away (EIO), a disk is full (ENOSPC). The process would end in the middle.
 *
 * The function that it returns tells why something was lost that somebody still wanted: a reader that has gone did not.
 */
export function watchOutput(stream: NodeJS.WritableStream): () => Error | undefined {
  let lost: Error | undefined;
  stream.on('error', (error: Error) => {
    if (!('syscall' in error) || !('code' in error)) throw error;
    if (error.code !== 'EPIPE' && error.code !== 'EIO') lost ??= error;
  });
  return () => lost;
}
