/**
 * What the sandbox refuses, for whoever started or steers it. `usage`: something that was asked of it cannot be;
 * `blocked`: the machine does not let it. The texts may hold words of files and arguments as they were given; whoever
 * shows them on a terminal makes them harmless.
 */
export interface SandboxRefusal {
  readonly kind: 'usage' | 'blocked';
  readonly code: 'DESTINATION_URI' | 'FAULT_SPEC' | 'SANDBOX_CANNOT_LISTEN' | 'SCENARIO_FILE' | 'SOURCE_URI';
  /** What happened, one sentence, with the value. */
  readonly message: string;
  /** What to type or change. */
  readonly fix: string;
  readonly cause?: unknown;
}

/** The only error that the sandbox throws on purpose. */
export class SandboxError extends Error implements SandboxRefusal {
  override readonly name = 'SandboxError';
  readonly kind: SandboxRefusal['kind'];
  readonly code: SandboxRefusal['code'];
  readonly fix: string;

  constructor({ kind, code, message, fix, cause }: SandboxRefusal) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.code = code;
    this.fix = fix;
  }
}
