const stars = '********';

/** The name under which Node looks for what to print (nodejs.org/api/util.html, `util.inspect.custom`). */
const inspectName = Symbol.for('nodejs.util.inspect.custom');

/** A value that prints as stars wherever it is printed; `reveal()` is the only way to the text. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return stars;
  }

  toJSON(): string {
    return stars;
  }

  [inspectName](): string {
    return stars;
  }
}
