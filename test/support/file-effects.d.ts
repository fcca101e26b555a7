export interface FileEffect {
  readonly name: string;
  readonly path: string;
  readonly what: string;
  act(): unknown;
}

export function aroundFileEffects(around: (effect: FileEffect) => unknown): Promise<() => void>;
