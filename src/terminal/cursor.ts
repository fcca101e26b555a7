/** Shows the cursor again: a prompt or a spinner that is ended by a signal leaves it hidden. */
export function restoreCursor(stream: NodeJS.WritableStream & { readonly isTTY?: boolean }): void {
  if (stream.isTTY === true) stream.write('\u001B[?25h');
}
