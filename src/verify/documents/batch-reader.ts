import { documentEnd, itemStart } from '../../core/bson/array-items.ts';
import type { DocumentBatch } from '../../core/verification/document-side.ts';

/**
 * Walks the batches of one side in place: no view is made per document, and the next batch is asked for while this one
 * is compared. `start` and `end` are those of the document at hand within `bytes`; they mean nothing while it is not
 * `holding` one.
 */
export class BatchReader {
  bytes: Buffer = Buffer.alloc(0);
  start = 0;
  end = 0;
  holding = false;
  /** Read so far, the one at hand included. */
  documents = 0;
  /** Bytes of documents read so far, the one at hand included. */
  documentBytes = 0;
  #stop = 0;
  #first = 0;
  readonly #batches: AsyncIterator<DocumentBatch>;
  #next: Promise<IteratorResult<DocumentBatch>>;

  constructor(batches: AsyncIterable<DocumentBatch>) {
    this.#batches = batches[Symbol.asyncIterator]();
    this.#next = this.#ask();
  }

  /** Goes to the first document of the next batch that has one; false where there is none. */
  async fill(): Promise<boolean> {
    for (;;) {
      const { done, value } = await this.#next;
      if (done === true) return false;
      this.#next = this.#ask();
      if (value.start === value.end) continue;
      ({ bytes: this.bytes, end: this.#stop } = value);
      this.#first = value.start;
      this.#at(value.start);
      return true;
    }
  }

  /** Goes to the next document of the batch; false at its end. */
  next(): boolean {
    if (this.end < this.#stop) this.#at(this.end);
    else this.holding = false;
    return this.holding;
  }

  /** Whether both are at the beginning of batches that are the same from end to end. */
  sameBatchAs(other: BatchReader): boolean {
    const length = this.#stop - this.#first;
    if (length !== other.#stop - other.#first || !this.#isAtFirst() || !other.#isAtFirst()) return false;
    return this.bytes.compare(other.bytes, other.#first, other.#stop, this.#first, this.#stop) === 0;
  }

  /** Goes past the batch at whose beginning it is; how many documents it had, and how many bytes they were. */
  skipBatch(): { readonly documents: number; readonly bytes: number } {
    const { bytes: all } = this;
    let { start, end } = this;
    let [documents, bytes] = [1, end - start];
    while (end < this.#stop) {
      start = itemStart(all, end, this.#stop);
      end = documentEnd(all, start, this.#stop);
      documents += 1;
      bytes += end - start;
    }
    this.skipAs({ documents, bytes });
    return { documents, bytes };
  }

  /** The same, past a batch that is known to be the same as one that has been walked through. */
  skipAs({ documents, bytes }: { readonly documents: number; readonly bytes: number }): void {
    this.documents += documents - 1;
    this.documentBytes += bytes - (this.end - this.start);
    this.holding = false;
  }

  /** Ends the reading, wherever it is; what is on its way is waited for. */
  async close(): Promise<void> {
    await this.#next.catch(() => {});
    await this.#batches.return?.();
  }

  #isAtFirst(): boolean {
    return this.holding && itemStart(this.bytes, this.#first, this.#stop) === this.start;
  }

  #at(element: number): void {
    this.start = itemStart(this.bytes, element, this.#stop);
    this.end = documentEnd(this.bytes, this.start, this.#stop);
    this.holding = true;
    this.documents += 1;
    this.documentBytes += this.end - this.start;
  }

  #ask(): Promise<IteratorResult<DocumentBatch>> {
    const asked = this.#batches.next();
    // What goes wrong is told when it is waited for.
    asked.catch(() => {});
    return asked;
  }
}
